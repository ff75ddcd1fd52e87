using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano;

/// <summary>Ends tasks and attempts: changes state and counters and adds the final receipt together. The caller commits.</summary>
public static class Endings
{
    // After three losses of power in a row the task is assumed to overload the pack.
    private const int MostPowerLosses = 3;

    private const double Jitter = 0.1;
    private const double CapSeconds = 18_000;
    private const int MaxText = 96;

    /// <summary>Ends a task for good.</summary>
    public static void End(DeviceState state, TaskEntry task, TaskPhase phase, StopReason reason, long nowMs)
    {
        task.Phase = phase;
        task.Reason = reason;
        task.FinishedMs = nowMs;
        task.Waits = 0;
        task.PlannedMs = 0;
        task.Document = null;
        task.Spec = null;
        task.Rev++;
        state.Book.Ended[phase - TaskPhase.Succeeded]++;
        state.Book.Say(new Receipt
        {
            Id = task.Id,
            Rev = task.Rev,
            Status = WireNames.Of(TaskPhases.StateOf(phase)),
            Reason = reason == StopReason.None ? null : WireNames.Of(reason),
            Sha256 = task.Sha256,
            TsMs = nowMs,
            Correlation = task.Correlation,
        });
        state.IsDirty = true;
    }

    /// <summary>An attempt ended by itself.</summary>
    public static void Attempt(DeviceState state, TaskEntry task, TaskOutcome outcome, long nowMs)
    {
        task.PowerLosses = 0;
        if (outcome.IsSuccess)
        {
            task.Result = Short(outcome.Result, 256);
            task.ErrorCategory = -1;
            task.ErrorMessage = null;
            End(state, task, TaskPhase.Succeeded, StopReason.None, nowMs);
            return;
        }

        task.Failures++;
        task.ErrorCategory = (int)outcome.Category;
        task.ErrorMessage = Short(outcome.Message, MaxText);
        int most = task.Spec.Retries >= 0 ? task.Spec.Retries : RetryDelay.Retries(outcome.Category);
        if (outcome.Category == ErrorCategory.ClientError || task.Failures > most) End(state, task, TaskPhase.Failed, StopReason.None, nowMs);
        else Again(state, task, DelaySeconds(task, outcome.Category), nowMs);
    }

    /// <summary>An attempt was interrupted for a reason that is not the task's fault.</summary>
    public static void Interrupted(DeviceState state, TaskEntry task, StopReason reason, bool isAtMostOnce, long nowMs)
    {
        if (reason == StopReason.PowerLoss) task.PowerLosses++;
        if (isAtMostOnce) End(state, task, TaskPhase.Failed, StopReason.InterruptedNotResumable, nowMs);
        else if (task.PowerLosses >= MostPowerLosses) End(state, task, TaskPhase.Failed, StopReason.Quarantined, nowMs);
        else Again(state, task, 60, nowMs);
        if (!task.IsFinal) task.Reason = reason;
    }

    private static double DelaySeconds(TaskEntry task, ErrorCategory category)
    {
        double first = double.IsNaN(task.Spec.RetrySeconds) ? RetryDelay.FirstSeconds(category) : task.Spec.RetrySeconds;
        double seconds = RetryDelay.Growing(first, task.Spec.Backoff, task.Failures);
        return RetryDelay.Spread(seconds, Jitter, RetryDelay.Fraction(task.Id, task.Failures, 0), CapSeconds);
    }

    private static void Again(DeviceState state, TaskEntry task, double seconds, long nowMs)
    {
        task.Phase = TaskPhase.Scheduled;
        task.Waits = 1 << (int)WaitReason.Backoff;
        task.NotBeforeMs = nowMs + (long)(seconds * 1000);
        task.IsBackoff = true;
        task.Rev++;
        state.IsDirty = true;
    }

    private static string Short(string text, int most) => text == null || text.Length <= most ? text : text.Substring(0, most);
}
