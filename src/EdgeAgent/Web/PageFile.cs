namespace EdgeAgent.Web;

/// <summary>An open file of the page.</summary>
/// <param name="Tag">Entity tag from length and time of change.</param>
internal sealed record PageFile(FileStream Content, string Type, string Tag, bool IsImmutable) : IDisposable
{
    public void Dispose() => Content.Dispose();
}
