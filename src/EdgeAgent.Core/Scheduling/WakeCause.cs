namespace EdgeAgent.Core.Scheduling;

/// <summary>What a sleep ends for.</summary>
public enum WakeCause
{
    PlannedWork,
    Report,
    LongestSleep,
}
