using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Workers;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>Carries out the effects of a committed change of a task: workers, folders, the task's topic, the log.</summary>
internal sealed class TaskActions(TaskBook book, RunningTasks runs, TaskFeed feed, PowerView power, StoreUpkeep upkeep, ILogger log)
{
    // The last log text of each unfinished task.
    private readonly Dictionary<string, string> _logged = new(StringComparer.Ordinal);
    private LiveLimits _limits = OperatingModes.Limits(OperatingMode.Minimal);

    /// <summary>Sends the limits of the mode in force to the workers when they have changed.</summary>
    public void ApplyLimits()
    {
        var limits = power.Limits;
        if (limits == _limits) return;
        _limits = limits;
        runs.SetLimits(limits);
    }

    public void CarryOut(TaskChange change, in Timestamp now)
    {
        var record = change.Record;
        var transition = change.Transition;
        Log(record);
        if (transition.Has(TaskEffects.StartWorker)) Start(record, now);
        if (transition.Has(TaskEffects.PauseWorker)) runs.Pause(record.Id);
        if (transition.Has(TaskEffects.ResumeWorker)) runs.Resume(record.Id);
        if (transition.Has(TaskEffects.StopWorker)) runs.Stop(record.Id, book.Policy.StopGrace);
        if (transition.Has(TaskEffects.RemoveFiles)) runs.RemoveFiles(record.Id);
        if (transition.Has(TaskEffects.Publish)) feed.Changed(change.Transition);
    }

    private void Start(TaskRecord record, in Timestamp now)
    {
        // The copy is made before an update, which may leave a store that the earlier program cannot read.
        if (record.Spec.Kind == UpdateWorker.Kind) upkeep.CopyNow(now);
        runs.Start(record, _limits);
    }

    // Progress updates are not logged: phase and reasons stay the same.
    private void Log(TaskRecord record)
    {
        string state = Describe(record);
        if (_logged.GetValueOrDefault(record.Id) == state) return;
        if (record.IsFinal) _logged.Remove(record.Id);
        else _logged[record.Id] = state;
        log.Task(record.Id, state, record.Error?.Message ?? "");
    }

    /// <summary>In the contract's words: <c>WAITING CONSTRAINT_CHARGING</c>.</summary>
    private static string Describe(TaskRecord record)
    {
        List<string> words = [WireNames.Upper(record.Phase)];
        if (record.Reason != StopReason.None) words.Add(WireNames.Upper(record.Reason));
        words.AddRange(record.WaitReasons.Select(w => WireNames.Upper(w.Reason)));
        return string.Join(' ', words);
    }
}
