using System.Text;
using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Control;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <content>When what runs: one pass of the core's scheduler, whose decisions are applied as they are.</content>
internal sealed partial class Agent
{
    private const string QuotaKey = "quotas";

    // A pass that decided something is followed by another look, since what it changed may free or fill a slot.
    private const int MostPasses = 4;

    private const long FirstSamplePatienceMs = 5_000;

    private QuotaLedger _quotas = QuotaLedger.Empty;
    private long _scheduleDueMs;
    private long _firstSampleByMs;

    private void Evaluate(in Timestamp now)
    {
        TakeDueProgress(now);
        Retire(now);
        if ((_sample is null || _awaitsSample) && now.DeviceTimeMs < _firstSampleByMs)
        {
            // The sensors answer in a moment; until then every task would be told that nothing is known.
            _scheduleDueMs = _firstSampleByMs;
            return;
        }

        _awaitsSample = false;
        if (now.DeviceTimeMs < _scheduleDueMs && !_book.HasChanges) return;
        // A plan that cannot be stored is made again.
        _step.OrElse(() => _scheduleDueMs = 0);
        _quotas = _quotas.Trim(now);
        for (int pass = 0; pass < MostPasses; pass++)
        {
            var plan = Scheduler.Plan(PlanInput(now));
            _scheduleDueMs = plan.NextWakeUpMs ?? long.MaxValue;
            bool changed = false;
            foreach (var decision in plan.Decisions) changed |= Decide(decision, now);
            if (!changed) return;
        }
    }

    private bool Decide(Decision decision, in Timestamp now)
    {
        bool changed = _book.Apply(decision.Task.Id, decision.Event, now);
        if (!changed || decision.Event is not TaskEvent.Start) return changed;
        var before = _quotas;
        _step.OrElse(() => _quotas = before);
        _step.Write(WriteQuotas);
        _quotas = _quotas.Note(decision.Task.Spec, now);
        return changed;
    }

    private void WriteQuotas(AgentStore store) =>
        store.Blobs.Set(QuotaKey, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, int>(_quotas.Cells), QuotaJson.Default.DictionaryStringInt32));

    private PlanInput PlanInput(in Timestamp now) => new()
    {
        Now = now,
        Tasks = [.. _book.Unfinished.Values],
        BootId = _parts.Boot.BootId,
        Power = _sample?.AsOf(now, _parts.PowerStaleAfter) ?? PowerState.Unknown,
        System = SystemForPlan(),
        Mode = _mode ?? OperatingMode.Minimal,
        Ceiling = _holds.Ceiling,
        Forecast = _charge.Forecast,
        QuietestAt = _charge.PlannableQuietestAt,
        NeverCharges = _charge.NeverCharges,
        Planner = _place,
        Holds = _holds.ForPlan(),
        Policy = _parts.Scheduling,
        TaskPolicy = _book.Policy,
        Quotas = _quotas,
        Learned = _learned.Find,
        PackWh = _parts.PackWh,
        MayStart = _shutdown is null,
    };

    // A broker that is reached is a network, also on a LAN without a default route.
    private SystemState SystemForPlan() =>
        _isOnline && _system.Network == NetworkKind.None ? _system with { Network = NetworkKind.Any } : _system;

    private static WindowPlanner NewPlanner(SchedulingPolicy policy) => new() { WaitCostPerHour = policy.WaitCostPerHour, ReservePct = policy.ReservePct };

    private Verdict Plan(ControlRequest request, in Timestamp now)
    {
        if (request.Get("task") is not { } document)
            return Data(new PlanData { Tasks = [.. Scheduler.Outlooks(PlanInput(now)).Take(MaxListed).Select(Entry)] }, LinkJson.Wire.PlanData);

        var (record, rejection) = _intake.Try(Encoding.UTF8.GetBytes(document.GetRawText()), _book, now);
        if (record is null) return Verdict.Fail($"{rejection!.Code}: {rejection.Message}");
        // A planner of its own: what is only asked must not be booked as planned.
        var outlook = Scheduler.DryRun(record, PlanInput(now) with { Planner = LastMomentPlanner.Or(NewPlanner(_parts.Scheduling).Place) });
        return Data(new PlanData { Tasks = [Entry(outlook, record)] }, LinkJson.Wire.PlanData);
    }

    private PlanEntry Entry(TaskForecast line) => Entry(line, _book.Find(line.Id));

    private static PlanEntry Entry(TaskForecast line, TaskRecord? record) => new()
    {
        Id = line.Id,
        Kind = record?.Spec.Kind ?? "",
        Class = record?.Spec.Class,
        Phase = line.Phase,
        PlannedStart = line.StartAt,
        Reason = line.Why,
        WaitReasons = TaskDocuments.Waits(line.WaitReasons),
    };

    private Verdict Why(ControlRequest request, in Timestamp now)
    {
        var input = PlanInput(now);
        return OnTask(
            request,
            (record, _) => Data(
                new WhyData
                {
                    Id = record.Id,
                    Status = record.State,
                    Phase = record.Phase,
                    Reason = record.Reason == StopReason.None ? null : record.Reason,
                    WaitReasons = TaskDocuments.Waits(Scheduler.Why(record, input)),
                    PlannedStart = record.PlannedStart,
                    PlannedReason = record.PlannedReason,
                },
                LinkJson.Wire.WhyData),
            now);
    }
}
