namespace EdgeAgent.Core.Scheduling;

/// <summary>Why a planned sleep ends.</summary>
public enum WakeCause
{
    PlannedWork,
    Report,
    LongestSleep,
}
