namespace EdgeAgent.Core.Scheduling;

/// <summary>A closed set.</summary>
public abstract record SleepDecision
{
    private SleepDecision()
    {
    }

    public sealed record Sleep(long UntilMs, WakeCause For) : SleepDecision;

    /// <param name="AskAgainMs">When the answer changes without an event; null when it needs one.</param>
    public sealed record Stay(AwakeCause Why, long? AskAgainMs = null) : SleepDecision;
}
