using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Scheduling;

/// <summary>
/// Decides which tasks start, wait, pause and stop now, gives the reasons, and says when to plan again. Pure and deterministic: the same
/// <see cref="PlanInput"/> gives the same answer. One pass is linear in the number of tasks but for the sort of those that could start.
/// </summary>
public static class Scheduler
{
    /// <summary>Plans all tasks once. The decisions hold changes only.</summary>
    public static Plan Plan(PlanInput input) => new PlanningPass(input, audience: null).Run();

    /// <summary>
    /// A queued task's line of <see cref="Outlooks"/>: all unmet conditions with present values (none if and only if it could start now), and its start by the
    /// same projection. Null for other phases.
    /// </summary>
    public static TaskForecast? Outlook(TaskRecord task, PlanInput input)
    {
        if (TaskPhases.IsQueued(task.Phase)) return Outlooks(input).FirstOrDefault(o => o.Id == task.Id);
        return null;
    }

    /// <summary>When each unfinished task is expected to run and why, in order of the expected start.</summary>
    public static IReadOnlyList<TaskForecast> Outlooks(PlanInput input)
    {
        var lines = new List<TaskForecast>();
        new PlanningPass(input, lines.Add).Run();
        return [.. lines.OrderBy(l => l.StartAt ?? DateTimeOffset.MaxValue)];
    }

    /// <summary>The outlook of a task that is admitted but not accepted (a dry run), as if it were queued with the others.</summary>
    /// <param name="record">As <see cref="TaskIntake.Admit"/> makes it.</param>
    public static TaskForecast DryRun(TaskRecord record, PlanInput input)
    {
        if (record.IsFinal) return Ended(record);
        PlanInput beside = input with { Tasks = [.. input.Tasks.Where(t => t.Id != record.Id), record] };
        if (Outlooks(beside).FirstOrDefault(o => o.Id == record.Id) is { } line) return line;

        // A task that would end at once has no outlook.
        Decision end = Plan(beside).Decisions.First(d => d.Task.Id == record.Id);
        return Ended(TaskTransitions.Next(record, end.Event, input.Now, input.TaskPolicy).Record);
    }

    private static TaskForecast Ended(TaskRecord record) => new(record.Id, record.Phase, null, $"ends at once: {WireNames.Upper(record.Reason)}", [], Reason: null);

    /// <summary>Declared, else learned, else assumed cost of a run.</summary>
    public static RunEstimate Estimate(TaskSpec spec, PlanInput input)
    {
        RunEstimate? learned = input.Learned(spec.Kind);
        TimeSpan duration = spec.Estimate?.Duration ?? learned?.Duration ?? input.Policy.UnknownDuration;
        TimeSpan p90 = spec.Estimate?.Duration is { } declared ? declared * 1.25 : learned?.DurationP90 ?? duration * 1.5;
        double power = spec.Estimate?.EnergyMwh is { } mwh && duration > TimeSpan.Zero
            ? mwh / 1000 / duration.TotalHours
            : learned?.PowerW ?? input.Policy.UnknownPowerW;
        return new RunEstimate(duration, p90, power);
    }
}
