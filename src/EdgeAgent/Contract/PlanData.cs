namespace EdgeAgent.Contract;

/// <summary><c>data</c> of <c>plan</c>: all tasks, or for a dry run the one task that was asked about.</summary>
public sealed record PlanData
{
    public required IReadOnlyList<PlanEntry> Tasks { get; init; }

    /// <summary>When the device is expected to be off because its battery is empty: nothing runs then.</summary>
    public DarkPart? Dark { get; init; }
}
