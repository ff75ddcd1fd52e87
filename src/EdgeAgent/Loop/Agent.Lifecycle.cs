using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAgent.Contract;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <content>Birth, rescue and orderly end.</content>
internal sealed partial class Agent
{
    // Beyond the grace of a task's stop: to hear its end, commit and publish it.
    private static readonly TimeSpan ShutdownSlack = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LearnEvery = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _receiptSeqs = new(StringComparer.Ordinal);
    private readonly WakeUps _wakeUps = new();
    private StoredHolds _holds = new();
    private Shutdown? _shutdown;
    private const long CopyEveryMs = 24 * 3_600_000;

    // A device that is started for a moment only has other things to do.
    private const long FirstCopyMs = 10 * 60_000;

    private long _copyDueMs = long.MaxValue;
    private long _learnDueMs;
    private long _bytesCounted;

    /// <summary>
    /// The one function over the stored records that puts everything right after whatever end: attempts that were active are closed by
    /// the stated rule, folders that nobody needs are removed, what the broker has not seen is marked.
    /// </summary>
    private void Recover(in Timestamp now)
    {
        _firstSampleByMs = now.DeviceTimeMs + FirstSamplePatienceMs;
        Attend(now);
        _holds = _store.Read(StoredHolds.Key, StoredHolds.Read);
        var damaged = new List<StoredTask>();
        foreach (var row in _store.Tasks.All())
        {
            if (!TryLoad(row)) damaged.Add(row);
        }

        var cause = _parts.Boot.Previous switch
        {
            PreviousEnd.PowerLoss => Interruption.PowerLoss,
            PreviousEnd.Crash => Interruption.AgentCrash,
            PreviousEnd.Clean or PreviousEnd.None => Interruption.AgentShutdown,
        };
        var active = _book.Unfinished.Values.Where(r => TaskPhases.IsActive(r.Phase)).Select(r => r.Id).ToList();
        foreach (string id in active) _book.Apply(id, new TaskEvent.Rescued(cause), now);
        LogRecovered(_book.All.Count, damaged.Count, _parts.Boot.Previous, active.Count);
        _quotas = _store.Read(QuotaKey, ReadQuotas).Trim(now);
        LoadLearned();
        foreach (var row in damaged) GiveUp(row, now);
        foreach (var loss in _store.Losses) LogLoss(loss.ToString());
        SetAlert(Alerts.StoreDamaged, _store.Losses.Count > 0);
        long copied = _store.CopiedMs;
        _copyDueMs = Math.Max(now.DeviceTimeMs + FirstCopyMs, copied == 0 ? 0 : copied + CopyEveryMs);
        Handle([], now);
        _runs.Sweep(id => _book.Find(id) is { IsFinal: false });
    }

    private static QuotaLedger ReadQuotas(byte[]? json) =>
        json is null ? QuotaLedger.Empty : QuotaLedger.FromCells(JsonSerializer.Deserialize(json, QuotaJson.Default.DictionaryStringInt32) ?? []);

    private bool TryLoad(StoredTask row)
    {
        if (!row.IsGood) return false;
        try
        {
            Load(row);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whoever submitted a task that cannot be read any more is told so, if its name still can.</summary>
    private void GiveUp(StoredTask row, in Timestamp now)
    {
        _store.NoteLoss(new StoreLoss("task", row.Id, "specification or state cannot be read"));
        _step.Write(s => s.Tasks.SetAside(row));
        _step.Count(static c => c.Failed++);
        if (row.Id.Length is > 0 and <= 64 && row.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            _step.Receipt(TaskDocuments.DamagedReceipt(row.Id, now.Utc), default, null);
    }

    /// <summary>The copy that takes the store's place when it is damaged: what is lost then is at most a day.</summary>
    private void CopyStore(in Timestamp now)
    {
        _copyDueMs = now.DeviceTimeMs + CopyEveryMs;
        try
        {
            _store.Copy(now);
        }
        catch (IOException e)
        {
            LogNotCopied(e.Message);
        }
    }

    private void Load(StoredTask row)
    {
        var record = TaskRecordJson.Read(row.Spec, row.State);
        _book.Load(record);
        if (row.ReceiptSeq > 0) _receiptSeqs[row.Id] = row.ReceiptSeq;
        if (record.Rev > row.PublishedRev) _feed.Behind(record);
    }

    private void BeginShutdown(string reason, in Timestamp now)
    {
        if (_shutdown is null)
        {
            LogStopping(reason, _runs.Count);
            _shutdown = new Shutdown(reason, now.DeviceTimeMs + (long)(_book.Policy.StopGrace + ShutdownSlack).TotalMilliseconds);
            if (_rest is SleepPhase.Leaving or SleepPhase.Asleep && _parts.Sleep is not { MaySwitchOff: true })
            {
                // Whoever reads "sleeping" would wait for a device that does not come back by itself.
                _link.Return();
                _shutdown.ReturnByMs = now.DeviceTimeMs + (long)ReturnPatience.TotalMilliseconds;
            }
        }
    }

    private void StopActive(in Timestamp now)
    {
        foreach (var record in _book.Unfinished.Values.Where(r => TaskPhases.IsActive(r.Phase)).ToList())
            _book.Apply(record.Id, new TaskEvent.Stop(StopReason.AgentShutdown), now);
    }

    /// <summary>What the broker says when this connection is lost. Callable from any thread.</summary>
    public OutboundMessage Will(long session, TimeSpan keepAlive, in Timestamp now) => _status.Will(session, keepAlive, now);

    /// <summary>Once all workers are gone (or the time is up): goodbye, and done when the broker has it.</summary>
    private void AdvanceShutdown(in Timestamp now)
    {
        if (_shutdown is not { } shutdown || IsDone) return;
        bool isLate = now.DeviceTimeMs >= shutdown.DeadlineMs;
        if (shutdown.GoodbyeToken == 0)
        {
            if (_runs.Count > 0 && !isLate) return;
            if (!_isOnline && now.DeviceTimeMs < shutdown.ReturnByMs) return;
            shutdown.GoodbyeToken = NewToken();
            shutdown.DeadlineMs = now.DeviceTimeMs + (long)GoodbyePatience.TotalMilliseconds;
            if (_isOnline) _status.Goodbye(shutdown.Reason, now, shutdown.GoodbyeToken);
            else shutdown.IsGoodbyeSaid = true;
            isLate = false;
        }

        IsDone = shutdown.IsGoodbyeSaid || isLate;
    }

    /// <summary>The last transaction: what was learned, and the mark that this end was in order.</summary>
    public void Close(in Timestamp now)
    {
        _store.Begin();
        _feed.WriteTo(_store.Tasks);
        _outbox.DeleteDone();
        WriteLearnedBlobs();
        _rollups.WriteAll();
        _store.Blobs.Set(Counters.Key, _counters.Write());
        _store.ReserveSessions(_session == 0 ? _parts.Boot.LastSession : _session);
        _store.Commit(now);
        _store.CloseClean(now);
    }

    /// <summary>Stages what is to be stored without an event: numbers of connections before they are used up, and what was learned.</summary>
    private void StageUpkeep(in Timestamp now)
    {
        if (_session + (AgentStore.SessionsReserved / 2) > _sessionsReserved)
        {
            long upTo = _session + AgentStore.SessionsReserved;
            _step.Write(s => s.ReserveSessions(upTo));
            _step.Then(() => _sessionsReserved = upTo);
        }

        _counters.Wrote(_store.BytesWritten - _bytesCounted, now.DeviceTimeMs);
        _bytesCounted = _store.BytesWritten;
        if (now.DeviceTimeMs < _learnDueMs) return;
        bool overBudget = _counters.DayBytes > _parts.Options.Telemetry.WriteBudgetBytes;
        long next = now.DeviceTimeMs + ((overBudget ? 4 : 1) * (long)LearnEvery.TotalMilliseconds);
        SetAlert(Alerts.WriteBudget, overBudget);
        _step.WriteCounters();
        _step.Write(_ => WriteLearned());
        _step.Then(() =>
        {
            _learnDueMs = next;
            _rollups.Written();
        });
    }

    /// <summary>In the open transaction: what may be lost, and is written seldom to spare the medium.</summary>
    private void WriteLearned()
    {
        _rollups.Write();
        WriteLearnedBlobs();
    }

    [LoggerMessage(LogLevel.Information, "{Count} tasks in the store ({Unreadable} unreadable), previous end {Previous}, {Active} attempts closed")]
    private partial void LogRecovered(int count, int unreadable, PreviousEnd previous, int active);

    [LoggerMessage(LogLevel.Error, "{Loss}")]
    private partial void LogLoss(string loss);

    [LoggerMessage(LogLevel.Warning, "the store could not be copied, the next try is in a day: {Fault}")]
    private partial void LogNotCopied(string fault);

    [LoggerMessage(LogLevel.Information, "stopping: {Reason}; {Running} tasks are asked to stop")]
    private partial void LogStopping(string reason, int running);

    private sealed class Shutdown(string reason, long deadlineMs)
    {
        public string Reason { get; } = reason;
        public long DeadlineMs { get; set; } = deadlineMs;

        /// <summary>A device that had left the broker has until then to be connected again.</summary>
        public long ReturnByMs { get; set; }

        public long GoodbyeToken { get; set; }
        public bool IsGoodbyeSaid { get; set; }
    }
}

[JsonSerializable(typeof(Dictionary<string, int>))]
internal sealed partial class QuotaJson : JsonSerializerContext;
