using EdgeAgent.Contract;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>
/// Learned states of power, charging and runs, and measurements over weeks. Losing some is acceptable, so they are written rarely to protect the medium:
/// every 15 min, and every hour when the day's write budget is used up.
/// </summary>
internal sealed class LearnedState(AgentStore store, StepTransaction step, Counters counters, AlertSet alerts, ChargeLearner charge, long writeBudgetBytes)
{
    /// <summary>Name of the power estimator's state in the store.</summary>
    public const string EstimatorKey = "estimator";

    private const string RunsKey = "learned_runs";
    private const long SaveEveryMs = 15 * 60_000;

    // A little more than a day with one value each quarter hour, so that a memory leak is visible and a busy hour is not.
    private const int MemorySamples = 100;
    private const long MemoryEveryMs = 15 * 60_000;

    // Measurements of the past may use a tenth of the daily write budget.
    private readonly RollupLog _rollups = new(store, writeBudgetBytes / 10);
    private readonly Queue<(long AtMs, double UsedPct)> _memory = new();
    private byte[]? _estimator;
    private long _memoryDueMs;

    public ChargeLearner Charge => charge;

    public LearnedRuns Runs { get; private set; } = new();

    /// <summary>Device time of the next save.</summary>
    public long DueMs { get; private set; }

    private bool IsOverBudget => counters.DayBytes > writeBudgetBytes;

    /// <param name="simulatedPast">Past samples of a simulated board, from before the store was made; null on real hardware.</param>
    public void Load(IEnumerable<ChargeSample>? simulatedPast)
    {
        byte[]? stored = store.Blobs.Get(ChargeLearner.Key);
        if (stored is null && simulatedPast is not null) charge.Teach(simulatedPast);
        else charge.Restore(stored, store.Blobs.Get(ChargeLearner.FallbackKey));
        Runs = store.Read(RunsKey, static runs => runs is null ? new LearnedRuns() : LearnedRunsJson.Read(runs));
    }

    public void Observe(PowerSnapshot snapshot, in Timestamp now)
    {
        _estimator = snapshot.LearnedState;
        _rollups.Add(snapshot);
        RememberMemory(snapshot.System, now);
        charge.Observe(snapshot.Power, snapshot.System, now);
    }

    /// <summary>Learns from a run that succeeded, once its end is durable.</summary>
    public void Learn(TaskRecord run, double? energyMwh, in Timestamp now)
    {
        long activeMs = run.Clock?.At(now.DeviceTimeMs) ?? 0;
        step.Then(() => Runs.Note(run.Spec.Kind, TimeSpan.FromMilliseconds(activeMs), energyMwh));
    }

    public ActivityReport Activity(IEnumerable<TaskRecord> tasks) => ActivityReport.Make(
        new RunTotals(counters.Succeeded, counters.Failed, counters.TimedOut, counters.Canceled, counters.RunMs), Runs, [.. _memory], tasks);

    /// <summary>Stages a save when one is due.</summary>
    public void StageWhenDue(in Timestamp now)
    {
        if (now.DeviceTimeMs < DueMs) return;
        long next = now.DeviceTimeMs + (IsOverBudget ? 4 * SaveEveryMs : SaveEveryMs);
        alerts.Set(Alerts.WriteBudget, IsOverBudget);
        step.WriteCounters();
        step.Write(_ =>
        {
            _rollups.Write();
            WriteBlobs();
        });
        step.Then(() =>
        {
            DueMs = next;
            _rollups.Written();
        });
    }

    /// <summary>Writes everything. Runs in the last transaction before the agent ends.</summary>
    public void WriteAll()
    {
        WriteBlobs();
        _rollups.WriteAll();
    }

    private void WriteBlobs()
    {
        if (_estimator is not null) store.Blobs.Set(EstimatorKey, _estimator);
        store.Blobs.Set(RunsKey, LearnedRunsJson.Write(Runs));
        if (charge.Save() is { } forecast) store.Blobs.Set(ChargeLearner.Key, forecast);
        if (charge.SaveFallback() is { } fallback) store.Blobs.Set(ChargeLearner.FallbackKey, fallback);
    }

    private void RememberMemory(SystemState system, in Timestamp now)
    {
        if (system.MemoryUsedPct is not { } used || now.DeviceTimeMs < _memoryDueMs) return;
        _memoryDueMs = now.DeviceTimeMs + MemoryEveryMs;
        _memory.Enqueue((now.DeviceTimeMs, used));
        if (_memory.Count > MemorySamples) _memory.Dequeue();
    }
}
