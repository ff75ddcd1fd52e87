namespace EdgeAgent.Mutation;

/// <summary>One changed operator.</summary>
/// <param name="Id">Its number in the rewritten program; the environment variable <c>MUTANT</c> switches one on.</param>
/// <param name="File">Path below the folder of the core.</param>
/// <param name="Line">From 1, in the source as it is.</param>
/// <param name="Position">Where the operator stands in it.</param>
internal sealed record Mutant(int Id, string File, int Line, int Position, string Source, string Change)
{
    public string Room => File.Split('/')[0];

    public override string ToString() => $"{File}:{Line} {Source} -> {Change}";
}
