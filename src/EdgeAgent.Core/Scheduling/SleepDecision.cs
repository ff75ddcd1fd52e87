namespace EdgeAgent.Core.Scheduling;

/// <summary>A closed set.</summary>
public abstract record SleepDecision
{
    private SleepDecision()
    {
    }

    public sealed record Sleep(long UntilMs, WakeCause For) : SleepDecision;

    /// <param name="AskAgainMs">When the answer changes by the time alone; null when something has to happen first.</param>
    public sealed record Stay(AwakeCause Why, long? AskAgainMs = null) : SleepDecision;
}
