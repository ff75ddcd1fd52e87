using EdgeAgent.Contract;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Loop;

/// <content>What is learned of runs and charging, and what is forgotten of finished tasks.</content>
internal sealed partial class Agent
{
    /// <summary>Name of the power estimator's state in the store.</summary>
    public const string EstimatorKey = "estimator";

    private const string LearnedKey = "learned_runs";
    private const int PublishedSlots = 96;
    private const long RetireEveryMs = 3_600_000;

    private readonly ChargeLearner _charge;
    private readonly WindowPlanner _planner;
    private readonly PlaceTasks _place;
    private LearnedRuns _learned = new();
    private long _retireDueMs;

    // A quarter of an hour apart a day and a bit: a leak shows, a busy hour does not.
    private const int MemorySamples = 100;
    private const long MemoryEveryMs = 15 * 60_000;
    private const int MostKinds = 10;

    private readonly Queue<(long AtMs, double UsedPct)> _memory = new();
    private long _memoryDueMs;

    private void Remember(SystemState system, in Timestamp now)
    {
        if (system.MemoryUsedPct is not { } used || now.DeviceTimeMs < _memoryDueMs) return;
        _memoryDueMs = now.DeviceTimeMs + MemoryEveryMs;
        _memory.Enqueue((now.DeviceTimeMs, used));
        if (_memory.Count > MemorySamples) _memory.Dequeue();
    }

    private ActivityReport Report() => ActivityReport.Make(
        new RunTotals(_counters.Succeeded, _counters.Failed, _counters.TimedOut, _counters.Canceled, _counters.RunMs), _learned, [.. _memory], _book.All.Values);

    private void Learn(TaskRecord before, double? energyMwh, in Timestamp now)
    {
        long activeMs = before.Clock?.At(now.DeviceTimeMs) ?? 0;
        _step.Then(() => _learned.Note(before.Spec.Kind, TimeSpan.FromMilliseconds(activeMs), energyMwh));
    }

    /// <summary>Finished tasks that have been kept long enough, or are too many, are forgotten.</summary>
    private void Retire(in Timestamp now)
    {
        int finished = _book.All.Count - _book.Unfinished.Count;
        if (now.DeviceTimeMs < _retireDueMs && finished <= _book.Policy.KeepFinished) return;
        long next = now.DeviceTimeMs + RetireEveryMs;
        _step.Then(() => _retireDueMs = next);
        foreach (var record in Retention.Due(_book.All.Values, now, _book.Policy)) _book.Apply(record.Id, new TaskEvent.Retired(), now);
    }

    /// <summary>Of the forecast the first 24 h, or all that there is and the learned week: those change slowly and are sent when asked for.</summary>
    private ForecastPart? ForecastPart(bool isWhole = false)
    {
        if (_charge.Forecast is not { } forecast) return null;
        int slots = isWhole ? ChargeForecast.Slots : PublishedSlots;
        var quality = forecast.Quality.FirstOrDefault(q => q.LeadHours == 6);
        return new ForecastPart
        {
            Start = forecast.StartUtc,
            NextChargeStart = forecast.NextChargeStart,
            NextChargeEnd = forecast.NextChargeEnd,
            Confidence = forecast.Confidence,
            QuietestAt = _charge.QuietestAt,
            PCharging = forecast.PCharging[..slots],
            SocPct = forecast.SocPct?[..slots],
            SocPctLow = forecast.SocPctLow?[..slots],
            SocPctHigh = forecast.SocPctHigh?[..slots],
            Week = isWhole ? _charge.Week() : null,
            BrierSkill = quality.LeadHours == 0 ? null : quality.Skill,
            CalibrationError = quality.LeadHours == 0 ? null : quality.CalibrationError,
        };
    }

    private void WriteLearnedBlobs()
    {
        if (_sample is not null) _store.Blobs.Set(EstimatorKey, _sample.LearnedState);
        _store.Blobs.Set(LearnedKey, _learned.Write());
        if (_charge.Save() is { } charge) _store.Blobs.Set(ChargeLearner.Key, charge);
        if (_charge.SaveFallback() is { } fallback) _store.Blobs.Set(ChargeLearner.FallbackKey, fallback);
    }

    private void LoadLearned()
    {
        byte[]? charge = _store.Blobs.Get(ChargeLearner.Key);
        if (charge is null && _parts.SimulatedPast is { } past) _charge.Teach(past);
        else _charge.Restore(charge, _store.Blobs.Get(ChargeLearner.FallbackKey));
        _learned = _store.Read(LearnedKey, static learned => learned is null ? new LearnedRuns() : LearnedRuns.Read(learned));
    }
}
