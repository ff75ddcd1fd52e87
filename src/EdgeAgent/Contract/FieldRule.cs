namespace EdgeAgent.Contract;

/// <summary>What a reader requires of a field; the JSON Schema of the document is made from it.</summary>
internal abstract record FieldRule
{
    private FieldRule()
    {
    }

    public sealed record Text(int MinLength, int MaxLength) : FieldRule;

    public sealed record Name(int MaxLength) : FieldRule;

    public sealed record Word(IReadOnlyList<string> Words) : FieldRule;

    public sealed record Flag : FieldRule;

    public sealed record Number(double Min, double Max, bool IsWhole) : FieldRule;

    public sealed record Instant : FieldRule;

    public sealed record List(FieldRule Item, int MaxItems) : FieldRule;

    /// <summary>An object with fields of its own, or any object.</summary>
    public sealed record Object : FieldRule;

    public sealed record Anything : FieldRule;
}
