using System.Text.Json;
using System.Text.Json.Serialization;
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
    private bool _forgetPacketIds;
    private bool _holdsChanged;
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
        _holds = StoredHolds.Read(_store.Blobs.Get(StoredHolds.Key));
        int unreadable = 0;
        foreach (var row in _store.Tasks.All())
        {
            try
            {
                Load(row);
            }
            catch (FormatException e)
            {
                unreadable++;
                LogUnreadable(row.Id, e.Message);
            }
        }

        var cause = _parts.Boot.Previous switch
        {
            PreviousEnd.PowerLoss => Interruption.PowerLoss,
            PreviousEnd.Crash => Interruption.AgentCrash,
            PreviousEnd.Clean or PreviousEnd.None => Interruption.AgentShutdown,
        };
        var active = _book.Unfinished.Values.Where(r => TaskPhases.IsActive(r.Phase)).Select(r => r.Id).ToList();
        foreach (string id in active) _book.Apply(id, new TaskEvent.Rescued(cause), now);
        LogRecovered(_book.All.Count, unreadable, _parts.Boot.Previous, active.Count);
        if (_store.Blobs.Get(QuotaKey) is { } quotas)
            _quotas = QuotaLedger.FromCells(JsonSerializer.Deserialize(quotas, QuotaJson.Default.DictionaryStringInt32) ?? []).Trim(now);
        LoadLearned();
        Handle([], now);
        _runs.Sweep(id => _book.Find(id) is { IsFinal: false });
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
            if (_isOnline) _status.Goodbye("offline", shutdown.Reason, now, shutdown.GoodbyeToken);
            else shutdown.IsGoodbyeSaid = true;
            isLate = false;
        }

        IsDone = shutdown.IsGoodbyeSaid || isLate;
    }

    /// <summary>The last transaction: what was learned, and the mark that this end was in order.</summary>
    public void Close(in Timestamp now)
    {
        _store.Begin();
        _learnDueMs = 0;
        _feed.WriteTo(_store.Tasks);
        _outbox.DeleteDone();
        WriteLearned(now);
        _rollups.WriteAll();
        _store.Blobs.Set(Counters.Key, _counters.Write());
        _store.ReserveSessions(_session == 0 ? _parts.Boot.LastSession : _session);
        _store.Commit(now);
        _store.CloseClean(now);
    }

    /// <summary>In the open transaction: numbers that may be lost, seldom, to spare the medium.</summary>
    private void WriteLearned(in Timestamp now)
    {
        _counters.Wrote(_store.BytesWritten - _bytesCounted, now.DeviceTimeMs);
        _bytesCounted = _store.BytesWritten;
        if (_forgetPacketIds) _store.PacketIds.Clear();
        if (_quotasChanged) _store.Blobs.Set(QuotaKey, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, int>(_quotas.Cells), QuotaJson.Default.DictionaryStringInt32));
        if (_holdsChanged) _store.Blobs.Set(StoredHolds.Key, _holds.Write());
        if (_session + (AgentStore.SessionsReserved / 2) > _sessionsReserved)
        {
            _sessionsReserved = _session + AgentStore.SessionsReserved;
            _store.ReserveSessions(_sessionsReserved);
        }

        if (now.DeviceTimeMs < _learnDueMs) return;
        bool overBudget = _counters.DayBytes > _parts.Options.Telemetry.WriteBudgetBytes;
        _learnDueMs = now.DeviceTimeMs + ((overBudget ? 4 : 1) * (long)LearnEvery.TotalMilliseconds);
        SetAlert(Alerts.WriteBudget, overBudget);
        _store.Blobs.Set(Counters.Key, _counters.Write());
        _rollups.Write();
        _afterCommit.Add(_rollups.Written);
        WriteLearnedBlobs();
    }

    [LoggerMessage(LogLevel.Information, "{Count} tasks in the store ({Unreadable} unreadable), previous end {Previous}, {Active} attempts closed")]
    private partial void LogRecovered(int count, int unreadable, PreviousEnd previous, int active);

    [LoggerMessage(LogLevel.Error, "task {Id} in the store cannot be read and is left alone: {Fault}")]
    private partial void LogUnreadable(string id, string fault);

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
