using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Loop;

namespace EdgeAgent.Control;

/// <summary>Handlers of <c>plan</c> and <c>why</c>; they use the scheduler's own rules.</summary>
internal sealed class PlanVerbs(TaskBook book, TaskSelection selection, TaskPlanning planning, PowerOutlook outlook, Intake intake)
{
    /// <summary>Answers with the plan of all tasks, or with that of the document in <c>task</c>, which is not submitted.</summary>
    public Verdict Plan(ControlRequest request, in Timestamp now)
    {
        if (request.Get("task") is { } document) return DryRun(document.GetRawText(), now);
        var lines = Scheduler.Outlooks(planning.Input(now)).Take(TaskSelection.MaxListed);
        return Verdict.Of(new PlanData { Tasks = [.. lines.Select(l => Entry(l, book.Find(l.Id)))], Dark = Dark }, LinkJson.Wire.PlanData);
    }

    public Verdict Why(ControlRequest request, in Timestamp now)
    {
        var input = planning.Input(now);
        return selection.One(request, record => Verdict.Of(Why(record, input), LinkJson.Wire.WhyData));
    }

    private Verdict DryRun(string document, in Timestamp now)
    {
        var (record, rejection) = intake.Try(Encoding.UTF8.GetBytes(document), book, now);
        if (record is null) return Verdict.Fail($"{rejection!.Code}: {rejection.Message}");
        var line = Scheduler.DryRun(record, planning.DryRunInput(now));
        return Verdict.Of(new PlanData { Tasks = [Entry(line, record)], Dark = Dark }, LinkJson.Wire.PlanData);
    }

    private DarkPart? Dark => DarkPart.Of(outlook.Dark);

    // The planned start is computed now. The published one changes only when it moves by a quarter of an hour.
    private WhyData Why(TaskRecord record, PlanInput input)
    {
        var outlook = Scheduler.Outlook(record, input);
        return new()
        {
            Id = record.Id,
            Status = record.State,
            Phase = record.Phase,
            Reason = record.Reason == StopReason.None ? null : record.Reason,
            WaitReasons = TaskDocuments.Waits(outlook?.WaitReasons ?? []),
            PlannedStart = outlook is null ? record.PlannedStart : outlook.StartAt,
            PlannedReason = outlook is null ? record.PlannedReason : outlook.Reason,
            Dark = Dark,
        };
    }

    private static PlanEntry Entry(TaskForecast line, TaskRecord? record) => new()
    {
        Id = line.Id,
        Kind = record?.Spec.Kind ?? "",
        Class = record?.Spec.Class,
        Phase = line.Phase,
        PlannedStart = line.StartAt,
        PlannedEnd = line.EndAt,
        Reason = line.Why,
        WaitReasons = TaskDocuments.Waits(line.WaitReasons),
    };
}
