using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Execution;

namespace EdgeAgent.Loop;

/// <content>What the workers report.</content>
internal sealed partial class Agent
{
    // Reports in between are only the newest: each one that is kept costs a flush of the medium.
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProgressEveryOnBattery = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, AgentEvent.RunProgress> _progress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _progressAtMs = new(StringComparer.Ordinal);

    // Energy of runs that have ended while their end is not stored, mWh.
    private readonly Dictionary<string, double?> _closed = new(StringComparer.Ordinal);
    private long _progressDueMs = long.MaxValue;

    private void Progressed(AgentEvent.RunProgress e, in Timestamp now)
    {
        if (_book.Find(e.TaskId) is not { } record || record.Attempt != e.Attempt) return;
        var before = _progress.GetValueOrDefault(e.TaskId);
        _progress[e.TaskId] = before is null
            ? e
            : e with { Pct = e.Pct ?? before.Pct, Message = e.Message ?? before.Message, Checkpoint = e.Checkpoint ?? before.Checkpoint };
        long due = _progressAtMs.GetValueOrDefault(e.TaskId, long.MinValue / 2) + (long)ProgressGap(record.Spec.Limits).TotalMilliseconds;
        _progressDueMs = Math.Min(_progressDueMs, Math.Max(due, now.DeviceTimeMs));
    }

    /// <summary>A worker that is watched for silence must be heard well within its limit.</summary>
    private TimeSpan ProgressGap(TaskLimits limits)
    {
        var gap = _power.Source == PowerSource.Battery ? ProgressEveryOnBattery : ProgressEvery;
        foreach (var limit in new[] { limits.Stall, limits.Step })
        {
            if (limit is { } bound && bound / 4 < gap) gap = bound / 4;
        }

        return gap;
    }

    private void TakeDueProgress(in Timestamp now)
    {
        if (now.DeviceTimeMs < _progressDueMs) return;
        long due = _progressDueMs;
        _progressDueMs = long.MaxValue;
        _step.OrElse(() => _progressDueMs = due);
        foreach (string id in _progress.Keys.ToList()) TakeProgress(id, now);
    }

    private void TakeProgress(string id, in Timestamp now)
    {
        if (!_progress.TryGetValue(id, out var e)) return;
        long at = now.DeviceTimeMs;
        _step.Then(() =>
        {
            _progressAtMs[id] = at;
            if (ReferenceEquals(_progress.GetValueOrDefault(id), e)) _progress.Remove(id);
        });
        _book.Apply(id, new TaskEvent.Progress(e.Attempt, e.Pct, e.Message, e.Checkpoint), now);
    }

    private void Exited(AgentEvent.RunExited e, in Timestamp now)
    {
        string id = e.TaskId;
        TakeProgress(id, now);
        double? energy = CloseAccount(id, e.Attempt);
        var end = End(e.Outcome) with { EnergyMwh = energy };
        var before = _book.Find(id);
        bool isNews = before is not null && before.Attempt == e.Attempt && _book.Apply(id, new TaskEvent.Exited(e.Attempt, end), now);
        if (isNews && e.Outcome.Succeeded) Learn(before!, energy, now);
        _step.Then(() =>
        {
            _runs.Ended(id);
            _closed.Remove(id);
            _progress.Remove(id);
            _progressAtMs.Remove(id);
        });
        _scheduleDueMs = now.DeviceTimeMs;
    }

    /// <summary>What a run used, up to its end: it uses no more while the store cannot be told.</summary>
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
            AsksForLater: outcome.AsksForLater);
    }

    // Bytes that are no text are told by hash and length only.
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
