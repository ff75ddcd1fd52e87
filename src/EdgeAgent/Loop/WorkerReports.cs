using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Execution;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>Handles the workers' reports: progress, of which only the newest is stored now and then, the end of an attempt, and its energy.</summary>
internal sealed class WorkerReports(TaskBook book, StepTransaction step, RunningTasks runs, Counters counters, LearnedState learned, TaskPlanning planning, AlertSet alerts)
{
    // Only the newest report in this time is stored, because each stored one costs a flush of the medium.
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProgressEveryOnBattery = TimeSpan.FromSeconds(20);

    private readonly EnergyMeter _energy = new(id => runs.Usage(id)?.Cpu);
    private readonly Dictionary<string, AgentEvent.RunProgress> _progress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _progressAtMs = new(StringComparer.Ordinal);

    // Energy of runs that have ended but whose end is not stored yet, mWh.
    private readonly Dictionary<string, double?> _closed = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _stuck = new(StringComparer.Ordinal);
    private bool _isOnBattery;

    /// <summary>Tasks and attempts whose processes do not stop.</summary>
    public IReadOnlyCollection<string> StuckRuns => _stuck;

    /// <summary>Device time at which the newest progress must be stored.</summary>
    public long DueMs { get; private set; } = long.MaxValue;

    /// <summary>Divides the measured energy among the running tasks and returns their number.</summary>
    public int Observe(PowerState power, long deviceTimeMs)
    {
        _isOnBattery = power.Source == PowerSource.Battery;
        List<TaskRecord> running = [.. book.Unfinished.Values.Where(r => r.Phase == TaskPhase.Running && !_closed.ContainsKey(r.Id))];
        var (battery, external) = (_energy.OnBatteryMwh, _energy.OnExternalMwh);
        _energy.Sample(power, running, deviceTimeMs);
        counters.EnergyOnBatteryMwh += _energy.OnBatteryMwh - battery;
        counters.EnergyOnExternalMwh += _energy.OnExternalMwh - external;
        return running.Count;
    }

    public void Progressed(AgentEvent.RunProgress e, in Timestamp now)
    {
        if (book.Find(e.TaskId) is not { } record || record.Attempt != e.Attempt) return;
        var before = _progress.GetValueOrDefault(e.TaskId);
        if (before is null) _progress[e.TaskId] = e;
        else _progress[e.TaskId] = e with { Pct = e.Pct ?? before.Pct, Message = e.Message ?? before.Message, Checkpoint = e.Checkpoint ?? before.Checkpoint };
        long due = _progressAtMs.GetValueOrDefault(e.TaskId, long.MinValue / 2) + (long)ProgressGap(record.Spec.Limits).TotalMilliseconds;
        DueMs = Math.Min(DueMs, Math.Max(due, now.DeviceTimeMs));
    }

    /// <summary>Raises the alert about processes that do not stop, until they or the agent have ended.</summary>
    public void Stuck(AgentEvent.RunStuck e)
    {
        string run = $"{e.TaskId}, attempt {e.Attempt}";
        if (e.IsStuck) _stuck.Add(run);
        else _stuck.Remove(run);
        alerts.Set(Alerts.TaskStuck, _stuck.Count > 0);
    }

    /// <summary>Stages the newest progress of every task when it is due.</summary>
    public void StageProgressWhenDue(in Timestamp now)
    {
        if (now.DeviceTimeMs < DueMs) return;
        long due = DueMs;
        DueMs = long.MaxValue;
        step.OrElse(() => DueMs = due);
        foreach (string id in _progress.Keys.ToList()) StageProgress(id, now);
    }

    /// <summary>Stages the end of an attempt.</summary>
    public void StageExit(AgentEvent.RunExited e, in Timestamp now)
    {
        string id = e.TaskId;
        StageProgress(id, now);
        double? energy = CloseAccount(id, e.Attempt);
        var end = End(e.Outcome) with { EnergyMwh = energy };
        var before = book.Find(id);
        bool isNews = before is not null && before.Attempt == e.Attempt && book.Apply(id, new TaskEvent.Exited(e.Attempt, end), now);
        if (isNews && e.Outcome.Succeeded) learned.Learn(before!, energy, now);
        step.Then(() =>
        {
            runs.Ended(id);
            _closed.Remove(id);
            _progress.Remove(id);
            _progressAtMs.Remove(id);
        });
        planning.PlanSoon(now);
    }

    /// <summary>Time between stored reports: at most a quarter of the stall and step limits.</summary>
    private TimeSpan ProgressGap(TaskLimits limits)
    {
        var gap = _isOnBattery ? ProgressEveryOnBattery : ProgressEvery;
        foreach (var limit in new[] { limits.Stall, limits.Step })
        {
            if (limit is { } bound && bound / 4 < gap) gap = bound / 4;
        }

        return gap;
    }

    private void StageProgress(string id, in Timestamp now)
    {
        if (!_progress.TryGetValue(id, out var e)) return;
        long at = now.DeviceTimeMs;
        step.Then(() =>
        {
            _progressAtMs[id] = at;
            if (ReferenceEquals(_progress.GetValueOrDefault(id), e)) _progress.Remove(id);
        });
        book.Apply(id, new TaskEvent.Progress(e.Attempt, e.Pct, e.Message, e.Checkpoint), now);
    }

    /// <summary>Energy of a run up to its end. It is kept while the end cannot be stored, because the run uses no more.</summary>
    private double? CloseAccount(string id, int attempt)
    {
        if (!_closed.TryGetValue(id, out double? energy)) _closed[id] = energy = _energy.Close(id, attempt);
        return energy;
    }

    private static AttemptEnd End(RunOutcome outcome)
    {
        string? text = Text(outcome.Result);
        bool isWhole = text is not null && outcome.ResultBytes == outcome.Result.Length && outcome.Result.Length <= TaskDocuments.MaxResultBytes;
        return new AttemptEnd(
            outcome.Error,
            outcome.ExitCode,
            outcome.RetryAfter,
            isWhole && text!.Length > 0 ? text : null,
            isWhole ? null : outcome.ResultSha256 ?? Convert.ToHexStringLower(SHA256.HashData(outcome.Result)),
            isWhole ? null : outcome.ResultBytes,
            AsksForLater: outcome.AsksForLater,
            Cause: outcome.Cause);
    }

    // A result that is not text is reported by hash and length only.
    private static string? Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
