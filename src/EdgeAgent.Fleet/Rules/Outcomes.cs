namespace EdgeAgent.Fleet.Rules;

internal static class Outcomes
{
    public static bool IsFinal(this Outcome outcome) => outcome >= Outcome.Succeeded;

    /// <summary>Sent or about to be, and not ended.</summary>
    public static bool IsUnderway(this Outcome outcome) => outcome is Outcome.Assigned or Outcome.Accepted;

    /// <summary>The outcome that a receipt's <c>status</c> stands for.</summary>
    public static Outcome From(TaskState status) => status switch
    {
        TaskState.Queued or TaskState.InProgress => Outcome.Accepted,
        TaskState.Succeeded => Outcome.Succeeded,
        TaskState.Failed => Outcome.Failed,
        TaskState.TimedOut => Outcome.TimedOut,
        TaskState.Canceled => Outcome.Canceled,
        TaskState.Rejected => Outcome.Rejected,
        TaskState.Removed => Outcome.Removed,
    };
}
