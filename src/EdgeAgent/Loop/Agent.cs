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
using EdgeAgent.Workers;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>
/// The agent, sans thread and clock: <see cref="Handle"/> takes what happened and the present, <see cref="NextWakeUpMs"/> says when
/// to call it again without an event. Each call is one step: decide, commit, act, publish, acknowledge - in this order, so that a kill
/// between any two leaves a state from which <see cref="Recover"/> goes on. Used by one thread.
/// </summary>
internal sealed partial class Agent
{
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

    private readonly StepTransaction _step;
    private readonly Backlog _backlog = new();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private int _changesSeen;

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

    public Agent(AgentParts parts, in Timestamp now)
    {
        _parts = parts;
        _store = parts.Store;
        _log = parts.Logger;
        _stamp = new DocumentHeader(parts.Options.Device.Id, parts.Boot);
        _link = new CountingLink(parts.Link);
        _book = new TaskBook(parts.Policy);
        _runs = new RunningTasks(parts.Kinds, parts.Inbox, Path.Combine(parts.Options.Device.DataDirectory, "tasks"));
        _intake = new Intake(parts.Topics, parts.Kinds, new DocumentRules { IsKnownKind = k => parts.Kinds.Find(k) is not null, KnownKinds = parts.Kinds.Names, FindZone = parts.Policy.FindZone });
        _outbox = new Outbox(_store, _link, parts.Topics, _stamp, parts.Options.Mqtt.ReceiptsNeedController, NewToken);
        _feed = new TaskFeed(_link, parts.Topics, _stamp, NewToken);
        _counters = _store.Read(Counters.Key, Counters.Read);
        // A tenth of what may be written is enough for a record of the past.
        _rollups = new RollupLog(_store, parts.Options.Telemetry.WriteBudgetBytes / 10);
        _status = new StatusFeed(
            _link, parts.Topics, _stamp, parts.Options.Telemetry, parts.Options.Device, parts.Caps, parts.Version, _counters, NewToken);
        _step = new StepTransaction(_store, _book, _outbox, _feed, _counters);
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

    /// <summary>The broker is connected.</summary>
    public bool IsOnline => _isOnline;

    /// <summary>For <c>systemctl status</c>. The supervisor of updates reads its first word.</summary>
    public string StatusLine =>
        $"{(_isOnline ? "connected" : "not connected")} to {_parts.Options.Mqtt.Host}:{_parts.Options.Mqtt.Port} as {_parts.Options.Device.Id}";

    internal TaskBook Book => _book;

    internal IReadOnlyCollection<string> CurrentAlerts => _alerts;

    /// <summary>
    /// One step over everything that has happened since the last one. What was measured or heard is taken in once, whatever becomes of the
    /// store; what has to be durable is staged, and done or dropped as a whole.
    /// </summary>
    public void Handle(IReadOnlyList<AgentEvent> events, in Timestamp now)
    {
        _link.Sent = 0;
        _answeredBytes = 0;
        bool isStep = !_backlog.IsWaiting(now);
        if (isStep)
        {
            foreach (var held in _backlog.TakeAll()) Stage(held);
        }

        foreach (var happened in events) Apply(happened, isStep, now);
        if (!isStep || !Step(now)) _backlog.Serve(ServeWithoutStore(now));
        Publish(now);
        KeepPace(now);
        AdvanceRest(now);
        AdvanceShutdown(now);
        NextWakeUpMs = NextDue(now);
    }

    private void Apply(AgentEvent happened, bool isStep, in Timestamp now)
    {
        if (Observe(happened, now)) return;
        var held = new HeldEvent(happened, now, _backlog.Connection);
        if (isStep) Stage(held);
        else _backlog.Add(held);
    }

    /// <summary>Takes in what is true whether or not it can be stored. False for what has to be durable first.</summary>
    private bool Observe(AgentEvent happened, in Timestamp now)
    {
        switch (happened)
        {
            case AgentEvent.Connected e: Connected(e.Facts, now); return true;
            case AgentEvent.Disconnected e: Disconnected(e, now); return true;
            case AgentEvent.Published e: Published(e, now); return true;
            case AgentEvent.LinkNotice e: Noticed(e); return true;
            case AgentEvent.Sampled e: Sampled(e.Snapshot, now); return true;
            case AgentEvent.RunProgress e: Progressed(e, now); return true;
            case AgentEvent.Woke e: Woke(e.Fault, now); return true;
            case AgentEvent.MachineSlept: MachineSlept(now); return true;
            case AgentEvent.ClockSet: _scheduleDueMs = now.DeviceTimeMs; return true;
            case AgentEvent.SuspendAnnounced: SuspendAnnounced(now); return true;
            case AgentEvent.ShutdownRequested e: BeginShutdown(e.Reason, now); return true;
            default: return false;
        }
    }

    /// <summary>Stages what follows from an event, by the time at which it happened.</summary>
    private void Stage(HeldEvent held)
    {
        // Not acknowledged while the agent goes down: the broker keeps them for the next life.
        if (_shutdown is not null && held.Event is AgentEvent.Arrived) return;
        _step.Take(held);
        switch (held.Event)
        {
            case AgentEvent.Arrived e: Arrived(e.Batch, held); break;
            case AgentEvent.RunStarted e: _book.Apply(e.TaskId, new TaskEvent.Started(e.Attempt), held.At); break;
            case AgentEvent.RunExited e: Exited(e, held.At); break;
            default: throw new InvalidOperationException($"{held.Event} is not an event of the agent");
        }
    }

    /// <summary>Decides, commits and carries out. False when the step could not be made durable: then nothing of it has happened.</summary>
    private bool Step(in Timestamp now)
    {
        if (_shutdown is not null) StopActive(now);
        StageUpkeep(now);
        Evaluate(now);
        StageReceipts(now);
        _changesSeen = 0;
        if (_step.Commit(now) is { } fault)
        {
            Failed(fault, now);
            return false;
        }

        if (_backlog.FailingSinceMs is { } since) Works(now.DeviceTimeMs - since);
        TellLimits();
        _step.CarryOut(CarryOut, (id, seq) => _receiptSeqs[id] = seq);
        _parts.ReportWork(_mode ?? OperatingMode.Minimal, _runs.Count);
        if (now.DeviceTimeMs >= _copyDueMs) CopyStore(now);
        return true;
    }

    private void Failed(SqliteException fault, in Timestamp now)
    {
        if (_backlog.FailingSinceMs is null) LogCommitFailed(fault.Message);
        foreach (var held in _step.Drop()) _backlog.Add(held);
        _backlog.Failed(now);
        if (fault.IsGone) _alerts.Add(Alerts.StoreGone);
        if (_alerts.Add(Alerts.StoreFailing)) _status.WantState();
    }

    private void Works(long failedMs)
    {
        LogWorks(failedMs / 1000);
        _backlog.Works();
        SetAlert(Alerts.StoreReplaced, _store.Damage is not null);
        _alerts.Remove(Alerts.StoreGone);
        if (_alerts.Remove(Alerts.StoreFailing)) _status.WantState();
    }

    private void CarryOut(TaskChange change)
    {
        var (record, effects) = (change.Record, change.Transition.Effects);
        Tell(record);
        // An update may end in a store that the program before cannot read, or in no program at all.
        if (effects.HasFlag(TaskEffects.StartWorker) && record.Spec.Kind == UpdateWorker.Kind) _copyDueMs = 0;
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
        long due = Math.Min(_reconnectDueMs, _backlog.RetryAtMs ?? Math.Min(Math.Min(_scheduleDueMs, _progressDueMs), _learnDueMs));
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

    [LoggerMessage(LogLevel.Information, "the store can be written again after {Seconds} s")]
    private partial void LogWorks(long seconds);

    /// <summary>Counts what is sent, so that samples can ride along.</summary>
    private sealed class CountingLink(IBrokerLink inner) : IBrokerLink
    {
        public int Sent { get; set; }

        public long QueuedBytes => inner.QueuedBytes;

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
