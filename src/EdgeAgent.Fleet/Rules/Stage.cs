namespace EdgeAgent.Fleet.Rules;

/// <summary>Size of a stage: the first <see cref="Count"/> devices, or <see cref="Percent"/> of all.</summary>
internal sealed record Stage
{
    public int? Count { get; init; }

    /// <summary>Above 0 to 100.</summary>
    public double? Percent { get; init; }

    /// <summary>Share of the stage's devices that must have succeeded before the next stage begins, 0 to 100.</summary>
    public double SuccessPct { get; init; } = 90;
}
