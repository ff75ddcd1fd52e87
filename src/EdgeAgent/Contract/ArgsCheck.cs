namespace EdgeAgent.Contract;

/// <summary>Result of reading a task's <c>args</c>.</summary>
/// <param name="Fault">Names the first wrong field and what it must be; null when all are good.</param>
/// <param name="UnknownFields">One line for each field that the kind does not read.</param>
public readonly record struct ArgsCheck(string? Fault, IReadOnlyList<string> UnknownFields)
{
    public static ArgsCheck Good { get; } = new(null, []);

    public static ArgsCheck Bad(string fault) => new(fault, []);
}
