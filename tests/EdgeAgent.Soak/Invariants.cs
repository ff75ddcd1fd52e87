using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using static EdgeAgent.Shared.TaskPhase;

namespace EdgeAgent.Soak;

/// <summary>The promises of the state machine, checked at every transition and after every pass.</summary>
public sealed class Invariants(Action<string> broken)
{
    // From → every phase that one event may lead to. An edge that is not here must not happen.
    private static readonly Dictionary<TaskPhase, TaskPhase[]> Edges = new()
    {
        [Blocked] = [Blocked, Scheduled, Waiting, Canceled, Failed, Removed],
        [Scheduled] = [Blocked, Scheduled, Waiting, Deferred, Ready, Starting, Canceled, Failed, Removed],
        [Waiting] = [Blocked, Scheduled, Waiting, Deferred, Ready, Starting, Canceled, Failed, Removed],
        [Deferred] = [Blocked, Scheduled, Waiting, Deferred, Ready, Starting, Canceled, Failed, Removed],
        [Ready] = [Blocked, Scheduled, Waiting, Deferred, Ready, Starting, Canceled, Failed, Removed],
        [Starting] = [Starting, Running, Paused, Stopping, Scheduled, Waiting, Succeeded, Failed, TimedOut, Canceled, Removed],
        [Running] = [Running, Paused, Stopping, Scheduled, Waiting, Succeeded, Failed, TimedOut, Canceled, Removed],
        [Paused] = [Paused, Running, Stopping, Scheduled, Waiting, Succeeded, Failed, TimedOut, Canceled, Removed],
        [Stopping] = [Stopping, Scheduled, Waiting, Succeeded, Failed, TimedOut, Canceled, Removed],
        [Succeeded] = [Removed],
        [Failed] = [Removed, Waiting],
        [TimedOut] = [Removed],
        [Canceled] = [Removed],
        [Rejected] = [Removed],
        [Removed] = [Removed],
    };

    private readonly HashSet<(string Id, int Run)> _finals = [];
    private readonly HashSet<(string Id, int Run)> _mustNotRepeat = [];

    public void Check(TaskRecord before, TaskEvent happened, Transition t)
    {
        TaskRecord after = t.Record;
        if (!t.Changed)
        {
            if (!ReferenceEquals(before, after)) Fail(before, happened, "an event without effect made another record");
            return;
        }

        int steps = t.ClosedRun is null ? 1 : 2;
        if (after.Phase != Removed && after.Rev != before.Rev + steps) Fail(before, happened, $"revision {before.Rev} became {after.Rev}");
        if (!Edges[before.Phase].Contains(after.Phase)) Fail(before, happened, $"{before.Phase} became {after.Phase}");
        if (before.IsFinal && happened is not (TaskEvent.Release or TaskEvent.Retired)) Fail(before, happened, "a final phase was left");
        if (happened is TaskEvent.Start) CheckStart(before, happened, after);
        if (after.Phase == Ready && after.WaitReasons.Count > 0) Fail(before, happened, "READY with wait reasons");
        if (TaskPhases.IsActive(after.Phase) != (after.Clock is not null)) Fail(before, happened, "an attempt's clock without an attempt, or none with one");
        if (t.Has(TaskEffects.Receipt)) CheckFinal(before, happened, t.ClosedRun ?? after);
        NoteInterruption(before, happened);
    }

    /// <summary>After a pass every waiting task has a wait reason.</summary>
    public void CheckReasons(IEnumerable<TaskRecord> tasks)
    {
        foreach (TaskRecord task in tasks)
        {
            bool waits = task.Phase is Blocked or Scheduled or Waiting or Deferred;
            if (waits && task.WaitReasons.Count == 0) broken($"{task.Id} is {task.Phase} without a reason");
        }
    }

    /// <summary>No task starts against a hard limit of temperature, power or charge, whatever its deadline.</summary>
    public void CheckFloor(TaskSpec spec, PlanInput input)
    {
        if (spec.Class == TaskClass.Critical) return;
        SystemState system = input.System;
        if (system.CpuTemperatureC >= 80) broken($"{spec.Id} started at {system.CpuTemperatureC} °C");
        if (input.Power.IsUndervoltage) broken($"{spec.Id} started with undervoltage");
        if (input.Power.Quality == PowerQuality.Stale) broken($"{spec.Id} started on a stale power reading");
        double floor = spec.Expedited is not null ? 15 : input.Power.Source == PowerSource.External ? 20 : 30;
        bool excused = spec.Expedited is not null && input.Power.IsPowered;
        if (input.Power.SocPct < floor && !excused) broken($"{spec.Id} started at {input.Power.SocPct} % ({input.Mode})");
        if (spec.Constraints is { Charging: true, Flexible: false } && !input.Power.IsPowered) broken($"{spec.Id} started without charging");
    }

    /// <summary>A change is durable: from here on its final event counts.</summary>
    public void Committed(TaskEvent happened, Transition t)
    {
        TaskRecord reported = t.ClosedRun ?? t.Record;
        if (happened is TaskEvent.Release) _finals.Remove((reported.Id, reported.Run));
        if (t.Has(TaskEffects.Forget)) Forget(reported);
        if (t.Has(TaskEffects.Receipt) && !_finals.Add((reported.Id, reported.Run))) broken($"{reported.Id}: a second final event for run {reported.Run}");
    }

    // What has been forgotten may be submitted anew under the same id.
    private void Forget(TaskRecord reported)
    {
        for (int run = 1; run <= reported.Run; run++)
        {
            _finals.Remove((reported.Id, run));
            _mustNotRepeat.Remove((reported.Id, run));
        }
    }

    private void CheckStart(TaskRecord before, TaskEvent happened, TaskRecord after)
    {
        if (after.Attempt != before.Attempt + 1) Fail(before, happened, "attempts are not counted by one");
        if (_mustNotRepeat.Contains((before.Id, before.Run)) && before.Checkpoint is null) Fail(before, happened, "run twice though it must not");
        if (before.WaitsFor.Count > 0) Fail(before, happened, "started before its prerequisites ended");
    }

    private void CheckFinal(TaskRecord before, TaskEvent happened, TaskRecord reported)
    {
        if (!reported.IsFinal) Fail(before, happened, "a final event for a phase that is not");
        if (reported.FinishedAt is null) Fail(before, happened, "an end without a time");
    }

    private void NoteInterruption(TaskRecord before, TaskEvent happened)
    {
        bool lost = happened is TaskEvent.Rescued { Cause: Interruption.PowerLoss or Interruption.AgentCrash };
        if (lost && before.Spec.Preemption == Preemption.Never) _mustNotRepeat.Add((before.Id, before.Run));
        if (happened is TaskEvent.Release) _mustNotRepeat.Remove((before.Id, before.Run));
    }

    private void Fail(TaskRecord before, TaskEvent happened, string what) =>
        broken($"{before.Id} rev {before.Rev} {before.Phase}, {happened.GetType().Name}: {what}");
}
