using System.Text.Json;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>Decides which task runs when: runs passes of the core's scheduler and stages its decisions unchanged.</summary>
internal sealed class TaskPlanning
{
    private const string QuotaKey = "quotas";

    // Another pass follows one that decided something, because its changes may free or fill a slot.
    private const int MostPasses = 4;
    private const long RetireEveryMs = 3_600_000;

    private readonly PlanningParts _parts;
    private readonly WindowPlanner _planner;
    private readonly PlaceTasks _place;
    private QuotaLedger _quotas = QuotaLedger.Empty;
    private long _retireDueMs;

    public TaskPlanning(PlanningParts parts)
    {
        _parts = parts;
        _planner = NewPlanner();
        _place = LastMomentPlanner.Or(_planner.Place);
    }

    /// <summary>Device time of the next pass.</summary>
    public long DueMs { get; private set; }

    public bool TrustsForecast => _planner.TrustsForecast;

    /// <summary>Makes the next step plan, even if no pass is due.</summary>
    public void PlanSoon(in Timestamp now) => DueMs = now.DeviceTimeMs;

    /// <summary>Compares the starts that were planned by the forecast with the actual power, and updates the trust in the forecast.</summary>
    public void Observe(PowerState power, in Timestamp now)
    {
        if (now.IsTrusted) _planner.Tick(now.Utc, power.IsPowered, power.HarvestW);
        PlanSoon(now);
    }

    public void LoadQuotas(in Timestamp now) => _quotas = _parts.Store.Read(QuotaKey, ReadQuotas).Trim(now);

    /// <summary>Runs the scheduler and stages its decisions when a pass is due or tasks have changed.</summary>
    public void Stage(in Timestamp now)
    {
        StageRetirement(now);
        _parts.Power.GiveUpOverdueSample(now);
        if (_parts.Power.AwaitsSample)
        {
            DueMs = _parts.Power.AwaitedUntilMs;
            return;
        }

        if (now.DeviceTimeMs < DueMs && !_parts.Book.HasChanges) return;
        // A plan that cannot be stored is made again.
        _parts.Step.OrElse(() => DueMs = 0);
        _quotas = _quotas.Trim(now);
        for (int pass = 0; pass < MostPasses; pass++)
        {
            var plan = Scheduler.Plan(Input(now));
            DueMs = plan.NextWakeUpMs ?? long.MaxValue;
            bool changed = false;
            foreach (var decision in plan.Decisions) changed |= Apply(decision, now);
            if (!changed) return;
        }
    }

    /// <summary>The scheduler's input at this time.</summary>
    public PlanInput Input(in Timestamp now) => new()
    {
        Present = _parts.Outlook.Present(now),
        Tasks = [.. _parts.Book.Unfinished.Values],
        BootId = _parts.BootId,
        System = _parts.Power.SystemAsSeen(_parts.Presence.IsOnline),
        Ceiling = _parts.Holds.Current.Ceiling,
        QuietestAt = _parts.Learned.Charge.PlannableQuietestAt,
        NeverCharges = _parts.Learned.Charge.NeverCharges,
        Planner = _place,
        Holds = _parts.Holds.Current.ForPlan(),
        Policy = _parts.Policy,
        TaskPolicy = _parts.Book.Policy,
        Quotas = _quotas,
        Learned = _parts.Learned.Runs.Find,
        PackWh = _parts.PackWh,
        MayStart = !_parts.Shutdown.IsUnderway,
    };

    /// <summary>The input for a plan that a user asks for. Its planner does not record its promises.</summary>
    public PlanInput DryRunInput(in Timestamp now) => Input(now) with { Planner = LastMomentPlanner.Or(NewPlanner().Place) };

    private WindowPlanner NewPlanner() => new() { WaitCostPerHour = _parts.Policy.WaitCostPerHour, ReservePct = _parts.Policy.ReservePct };

    private bool Apply(Decision decision, in Timestamp now)
    {
        bool changed = _parts.Book.Apply(decision.Task.Id, decision.Event, now);
        if (!changed || decision.Event is not TaskEvent.Start) return changed;
        var before = _quotas;
        _parts.Step.OrElse(() => _quotas = before);
        _parts.Step.Write(WriteQuotas);
        _quotas = _quotas.Note(decision.Task.Spec, now);
        return changed;
    }

    /// <summary>Deletes finished tasks that are older than the retention time or exceed the limit.</summary>
    private void StageRetirement(in Timestamp now)
    {
        var book = _parts.Book;
        int finished = book.All.Count - book.Unfinished.Count;
        if (now.DeviceTimeMs < _retireDueMs && finished <= book.Policy.KeepFinished) return;
        long next = now.DeviceTimeMs + RetireEveryMs;
        _parts.Step.Then(() => _retireDueMs = next);
        foreach (var record in Retention.Due(book.All.Values, now, book.Policy)) book.Apply(record.Id, new TaskEvent.Retired(), now);
    }

    private static QuotaLedger ReadQuotas(byte[]? json)
    {
        if (json is null) return QuotaLedger.Empty;
        return QuotaLedger.FromCells(JsonSerializer.Deserialize(json, QuotaJson.Default.DictionaryStringInt32) ?? []);
    }

    private void WriteQuotas(AgentStore store) =>
        store.Blobs.Set(QuotaKey, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, int>(_quotas.Cells), QuotaJson.Default.DictionaryStringInt32));
}
