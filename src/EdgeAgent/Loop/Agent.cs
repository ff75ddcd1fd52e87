using EdgeAgent.Contract;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Execution;
using EdgeAgent.Hosting;
using EdgeAgent.Link;
using EdgeAgent.Sensors;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>
/// The agent, sans thread and clock: <see cref="Handle"/> takes what happened and the present, <see cref="NextWakeUpMs"/> says when
/// to call it again without an event. Each call is one step: decide, commit, act, publish, acknowledge - in this order, so that a kill
/// between any two leaves a state from which <see cref="Recover"/> goes on. Used by one thread.
/// </summary>
internal sealed partial class Agent
{
    private const long RetryAfterFailedCommitMs = 5_000;

    private readonly AgentParts _parts;
    private readonly AgentStore _store;
    private readonly TaskBook _book;
    private readonly RunningTasks _runs;
    private readonly Intake _intake;
    private readonly Outbox _outbox;
    private readonly TaskFeed _feed;
    private readonly StatusFeed _status;
    private readonly DocumentHeader _stamp;
    private readonly CountingLink _link;
    private readonly Counters _counters;
    private readonly ILogger _log;
    private readonly SortedSet<string> _alerts = new(StringComparer.Ordinal);

    // What the present step will do once its transaction is durable.
    private readonly List<InboundBatch> _batches = [];
    private readonly List<Action> _afterCommit = [];
    private readonly List<(ReceiptItem Item, Answer Answer, string? TaskId)> _receipts = [];
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private List<AgentEvent> _retained = [];
    private int _changesSeen;
    private bool _mustWrite;

    private readonly RollupLog _rollups;
    private PowerSnapshot? _sample;
    private PowerState _power = PowerState.Unknown;
    private SystemState _system = SystemState.Unknown;
    private OperatingMode? _mode;
    private LiveLimits _limits = OperatingModes.Limits(OperatingMode.Minimal);
    private long _session;
    private long _sessionsReserved;
    private long _token;
    private bool _isOnline;
    private long _retryAtMs = long.MaxValue;

    public Agent(AgentParts parts, in Timestamp now)
    {
        _parts = parts;
        _store = parts.Store;
        _log = parts.Logger;
        _stamp = new DocumentHeader(parts.Options.Device.Id, parts.Boot);
        _link = new CountingLink(parts.Link);
        _book = new TaskBook(parts.Policy);
        _runs = new RunningTasks(parts.Kinds, parts.Inbox, Path.Combine(parts.Options.Device.DataDirectory, "tasks"));
        _intake = new Intake(parts.Topics, parts.Kinds, new DocumentRules { IsKnownKind = k => parts.Kinds.Find(k) is not null, FindZone = parts.Policy.FindZone });
        _outbox = new Outbox(_store, _link, parts.Topics, _stamp, parts.Options.Mqtt.ReceiptsNeedController, NewToken);
        _feed = new TaskFeed(_link, parts.Topics, _stamp, NewToken);
        _counters = Counters.Read(_store.Blobs.Get(Counters.Key));
        // A tenth of what may be written is enough for a record of the past.
        _rollups = new RollupLog(_store.Rollups, parts.Options.Telemetry.WriteBudgetBytes / 10);
        _status = new StatusFeed(
            _link, parts.Topics, _stamp, parts.Options.Telemetry, parts.Options.Device, parts.Caps, parts.Version, _counters, NewToken);
        _energy = new EnergyMeter(id => _runs.Usage(id)?.Cpu);
        _charge = new ChargeLearner(parts.Policy.DeviceZone, parts.ForecastIdleW);
        _planner = NewPlanner(parts.Scheduling);
        _place = LastMomentPlanner.Or(_planner.Place);
        _sessionsReserved = parts.Boot.LastSession + AgentStore.SessionsReserved;
        if (_store.Damage is not null) _alerts.Add(Alerts.StoreReplaced);
        Recover(now);
    }

    /// <summary>Device time of the next call without an event, ms.</summary>
    public long NextWakeUpMs { get; private set; }

    /// <summary>Everything has been stopped and said; the loop may end.</summary>
    public bool IsDone { get; private set; }

    internal TaskBook Book => _book;

    internal IReadOnlyCollection<string> CurrentAlerts => _alerts;

    /// <summary>One step over everything that has happened since the last one.</summary>
    public void Handle(IReadOnlyList<AgentEvent> events, in Timestamp now)
    {
        _link.Sent = 0;
        if (_retained.Count > 0)
        {
            events = [.. _retained, .. events];
            _retained = [];
        }

        foreach (var happened in events) Apply(happened, now);
        if (now.DeviceTimeMs >= _learnDueMs) _mustWrite = true;
        Evaluate(now);
        if (!Commit(events, now))
        {
            // Even a medium that is full for good must not keep the agent from ending.
            AdvanceShutdown(now);
            return;
        }

        CarryOut(now);
        Publish(now);
        KeepPace(now);
        AdvanceRest(now);
        AdvanceShutdown(now);
        NextWakeUpMs = NextDue(now);
    }

    private void Apply(AgentEvent happened, in Timestamp now)
    {
        switch (happened)
        {
            case AgentEvent.Arrived e: Arrived(e.Batch, now); break;
            case AgentEvent.Connected e: Connected(e.Facts, now); break;
            case AgentEvent.Disconnected e: Disconnected(e, now); break;
            case AgentEvent.SessionLost e: ForgetPacketIds(e.Done); break;
            case AgentEvent.Published e: Published(e, now); break;
            case AgentEvent.LinkNotice e: Noticed(e); break;
            case AgentEvent.Sampled e: Sampled(e.Snapshot, now); break;
            case AgentEvent.RunStarted e: _book.Apply(e.TaskId, new TaskEvent.Started(e.Attempt), now); break;
            case AgentEvent.RunProgress e: Progressed(e, now); break;
            case AgentEvent.RunExited e: Exited(e, now); break;
            case AgentEvent.Woke e: Woke(e.Fault, now); break;
            case AgentEvent.MachineSlept: MachineSlept(now); break;
            case AgentEvent.SuspendAnnounced: SuspendAnnounced(now); break;
            case AgentEvent.ShutdownRequested e: BeginShutdown(e.Reason, now); break;
            default: throw new ArgumentOutOfRangeException(nameof(happened), happened, "not an event of the agent");
        }
    }

    /// <summary>
    /// Makes the step durable. When that fails, nothing of it has happened: messages stay unacknowledged and come again, and what the
    /// workers reported is taken up again after a while.
    /// </summary>
    private bool Commit(IReadOnlyList<AgentEvent> events, in Timestamp now)
    {
        StageReceipts(now);
        if (!_book.HasChanges && _receipts.Count == 0 && !_mustWrite && !_outbox.HasDone) return true;
        try
        {
            _store.Begin();
            Write(now);
            _store.Commit(now);
        }
        catch (SqliteException e) when (!e.IsDamage)
        {
            FailedCommit(events, e, now);
            return false;
        }

        _mustWrite = _forgetPacketIds = _holdsChanged = _quotasChanged = false;
        _receipts.Clear();
        _outbox.Deleted();
        _feed.Written();
        if (_alerts.Remove(Alerts.StoreFailing)) _status.WantState();
        return true;
    }

    private void Write(in Timestamp now)
    {
        _book.WriteTo(_store.Tasks);
        foreach (var (item, answer, taskId) in _receipts)
        {
            long seq = _outbox.Append(item, answer);
            if (taskId is null) continue;
            _store.Tasks.MarkReceipt(taskId, seq);
            _receiptSeqs[taskId] = seq;
        }

        foreach (var batch in _batches)
        {
            foreach (ushort id in batch.ReleasedIds) _store.PacketIds.Remove(id);
            foreach (var message in batch.Messages)
            {
                if (message.ExactlyOnceId is { } id) _store.PacketIds.Add(id);
            }
        }

        _outbox.DeleteDone();
        _feed.WriteTo(_store.Tasks);
        WriteLearned(now);
        if (_receipts.Count > 0) _store.Blobs.Set(Counters.Key, _counters.Write());
    }

    private void FailedCommit(IReadOnlyList<AgentEvent> events, SqliteException fault, in Timestamp now)
    {
        LogCommitFailed(fault.Message);
        _store.Rollback();
        _outbox.RolledBack();
        _book.Discard();
        _changesSeen = 0;
        _receipts.Clear();
        _afterCommit.Clear();
        foreach (var batch in _batches) batch.Abandon();
        _batches.Clear();
        _retained = [.. events.Where(e => e is not AgentEvent.Arrived)];
        if (_alerts.Add(Alerts.StoreFailing)) _status.WantState();
        _retryAtMs = now.DeviceTimeMs + RetryAfterFailedCommitMs;
        NextWakeUpMs = _retryAtMs;
    }

    /// <summary>Carries out what is durable now: workers first, then the broker's acknowledgement.</summary>
    private void CarryOut(in Timestamp now)
    {
        _changesSeen = 0;
        TellLimits();
        foreach (var change in _book.Accept()) CarryOut(change);
        foreach (var action in _afterCommit) action();
        _afterCommit.Clear();
        foreach (var batch in _batches) batch.Acknowledge();
        _batches.Clear();
        _parts.ReportWork(_mode ?? OperatingMode.Minimal, _runs.Count);
    }

    private void CarryOut(TaskChange change)
    {
        var (record, effects) = (change.Record, change.Transition.Effects);
        Tell(record);
        if (effects.HasFlag(TaskEffects.StartWorker)) _runs.Start(record, _limits);
        if (effects.HasFlag(TaskEffects.PauseWorker)) _runs.Pause(record.Id);
        if (effects.HasFlag(TaskEffects.ResumeWorker)) _runs.Resume(record.Id);
        if (effects.HasFlag(TaskEffects.StopWorker)) _runs.Stop(record.Id, _book.Policy.StopGrace);
        if (effects.HasFlag(TaskEffects.RemoveFiles)) _runs.RemoveFiles(record.Id);
        if (effects.HasFlag(TaskEffects.Publish)) _feed.Changed(change);
    }

    // Progress is no news for the log.
    private void Tell(TaskRecord record)
    {
        string news = $"{record.Phase} {(record.Reason == StopReason.None ? "" : record.Reason.ToString())} {string.Join(' ', record.WaitReasons.Select(w => w.Reason))}".TrimEnd();
        if (_told.GetValueOrDefault(record.Id) == news) return;
        if (record.IsFinal) _told.Remove(record.Id);
        else _told[record.Id] = news;
        LogTask(record.Id, news, record.Error?.Message ?? "");
    }

    private void Publish(in Timestamp now)
    {
        var present = now;
        _outbox.Pump(now);
        _feed.Pump(now);
        _status.Pump(() => StateDocument(present), Marks(), _power.SocPct, _link.Sent > 0, now);
    }

    private long NextDue(in Timestamp now)
    {
        long due = Math.Min(Math.Min(_scheduleDueMs, _progressDueMs), Math.Min(_learnDueMs, _reconnectDueMs));
        if (_shutdown is null) due = Math.Min(due, _restDueMs);
        if (_status.DueMs is { } status) due = Math.Min(due, status);
        if (_outbox.DueMs is { } outbox) due = Math.Min(due, outbox);
        if (_shutdown is { } shutdown) due = Math.Min(due, Math.Min(shutdown.DeadlineMs, shutdown.ReturnByMs > now.DeviceTimeMs ? shutdown.ReturnByMs : long.MaxValue));
        return Math.Max(due, now.DeviceTimeMs);
    }

    private long NewToken() => ++_token;

    [LoggerMessage(LogLevel.Information, "task {Id}: {News} {Error}")]
    private partial void LogTask(string id, string news, string error);

    [LoggerMessage(LogLevel.Error, "the store cannot be written, nothing is acknowledged until it can: {Fault}")]
    private partial void LogCommitFailed(string fault);

    /// <summary>Counts what is sent, so that samples can ride along.</summary>
    private sealed class CountingLink(IBrokerLink inner) : IBrokerLink
    {
        public int Sent { get; set; }

        public void Publish(OutboundMessage message)
        {
            Sent++;
            inner.Publish(message);
        }

        public void WantKeepAlive(TimeSpan keepAlive) => inner.WantKeepAlive(keepAlive);

        public void Reconnect() => inner.Reconnect();

        public void Leave() => inner.Leave();

        public void Return() => inner.Return();
    }
}
