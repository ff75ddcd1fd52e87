namespace EdgeAgent.Contract;

/// <summary><c>data</c> of <c>plan</c>; for a dry run the entry of the task that was not submitted, too.</summary>
public sealed record PlanData
{
    public required IReadOnlyList<PlanEntry> Tasks { get; init; }

    /// <summary>When the device is expected to be off because its battery is empty: nothing runs then.</summary>
    public DarkPart? Dark { get; init; }
}
