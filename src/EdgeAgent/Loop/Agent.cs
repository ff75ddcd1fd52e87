using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>
/// The agent, without thread and clock: <see cref="Handle"/> takes what happened and the present, <see cref="NextWakeUpMs"/> says when
/// to call it again without an event. Each call is one step: decide, commit, act, publish, acknowledge. The order must not change: a kill
/// between any two leaves a state from which <see cref="Recovery"/> goes on. Used by one thread.
/// </summary>
internal sealed class Agent
{
    private readonly IBrokerLink _link;
    private readonly IMachine _machine;
    private readonly string _address;

    private readonly TaskBook _book;
    private readonly RunningTasks _runs;
    private readonly StepTransaction _step;
    private readonly Backlog _backlog;
    private readonly AlertSet _alerts;

    private readonly InboundRouter _inbound;
    private readonly SampleIntake _samples;
    private readonly WorkerReports _workers;
    private readonly BrokerPresence _presence;
    private readonly DiscoveryAnnouncer _announcer;

    private readonly PowerView _power;
    private readonly LearnedState _learned;
    private readonly TaskPlanning _planning;
    private readonly Receipts _receipts;
    private readonly StoreUpkeep _upkeep;
    private readonly StoreHealth _health;
    private readonly TaskActions _actions;

    private readonly StatusFeed _status;
    private readonly Publisher _publisher;
    private readonly KeepAlivePolicy _keepAlive;
    private readonly SleepSequence _sleep;
    private readonly ShutdownSequence _shutdown;

    public Agent(LoopParts parts, in Timestamp now)
    {
        (_link, _machine, _address) = (parts.Link, parts.Machine, parts.Address);
        (_book, _runs, _step, _backlog, _alerts) = (parts.Book, parts.Runs, parts.Step, parts.Backlog, parts.Alerts);
        (_inbound, _samples, _workers, _presence, _announcer) = (parts.Inbound, parts.Samples, parts.Workers, parts.Presence, parts.Announcer);
        (_power, _learned, _planning, _receipts) = (parts.Power, parts.Learned, parts.Planning, parts.Receipts);
        (_upkeep, _health, _actions) = (parts.Upkeep, parts.Health, parts.Actions);
        (_status, _publisher, _keepAlive, _sleep, _shutdown) = (parts.Status, parts.Publisher, parts.KeepAlive, parts.Sleep, parts.Shutdown);
        Start(parts, now);
    }

    /// <summary>Device time of the next call without an event, ms.</summary>
    public long NextWakeUpMs { get; private set; }

    /// <summary>Everything has been stopped and said; the loop may end.</summary>
    public bool IsDone => _shutdown.IsDone;

    /// <summary>The broker is connected.</summary>
    public bool IsOnline => _presence.IsOnline;

    /// <summary>Device time until which the machine is to be put to sleep now; <see cref="AgentEvent.Woke"/> has to follow. Null to stay awake.</summary>
    public long? SleepUntilMs => _shutdown.IsUnderway ? null : _sleep.UntilMs;

    /// <summary>For <c>systemctl status</c>. The supervisor of updates reads its first word.</summary>
    public string StatusLine => $"{(IsOnline ? "connected" : "not connected")} to {_address}";

    internal TaskBook Book => _book;

    internal IReadOnlyCollection<string> CurrentAlerts => _alerts.Words;

    /// <summary>
    /// One step over everything that has happened since the last one. What was measured or heard is taken in once, whatever becomes of the
    /// store; what has to be durable is staged, and done or dropped as a whole.
    /// </summary>
    public void Handle(IReadOnlyList<AgentEvent> events, in Timestamp now)
    {
        _publisher.StartStep();
        _inbound.StartStep();
        bool isStep = !_backlog.IsWaiting(now);
        if (isStep)
        {
            foreach (var held in _backlog.TakeAll()) Stage(held);
        }

        foreach (var happened in events) Take(happened, isStep, now);
        if (!isStep || !TryStep(now)) ServeWithoutStore(now);
        _publisher.Pump(now);
        _keepAlive.Advance(isLeaving: _shutdown.IsUnderway || _sleep.IsUnderway, _presence.IsQuiet, now);
        if (!_shutdown.IsUnderway) _sleep.Advance(mayBegin: _backlog.RetryAtMs is null, now);
        _shutdown.Advance(now);
        NextWakeUpMs = NextDue(now);
    }

    /// <summary>What the broker publishes when this connection is lost. Callable from any thread.</summary>
    public OutboundMessage Will(long session, TimeSpan keepAlive, in Timestamp now) => _status.Will(session, keepAlive, now);

    /// <summary>The last transaction: what was learned, and the mark that this end was in order.</summary>
    public void Close(in Timestamp now) => _step.CommitLast(
        () =>
        {
            _learned.WriteAll();
            _upkeep.WriteLast();
        },
        now);

    private void Start(LoopParts parts, in Timestamp now)
    {
        _power.AwaitSample(now);
        _sleep.Attend(now);
        parts.Recovery.Stage(now);
        _planning.LoadQuotas(now);
        _learned.Load(parts.SimulatedPast);
        _health.ReportLosses();
        _upkeep.Start(now);
        Handle([], now);
        _runs.Sweep(id => _book.Find(id) is { IsFinal: false });
    }

    private void Take(AgentEvent happened, bool isStep, in Timestamp now)
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
            case AgentEvent.Disconnected e: Disconnected(e); return true;
            case AgentEvent.Published e: Published(e, now); return true;
            case AgentEvent.LinkNotice e: _presence.Noticed(e); return true;
            case AgentEvent.Sampled e: _samples.Take(e.Snapshot, now); return true;
            case AgentEvent.RunProgress e: _workers.Progressed(e, now); return true;
            case AgentEvent.RunStuck e: _workers.Stuck(e); return true;
            case AgentEvent.Woke e: _sleep.Woke(e.Fault, now); return true;
            case AgentEvent.MachineSlept: _sleep.MachineSlept(now); return true;
            case AgentEvent.ClockSet: _planning.PlanSoon(now); return true;
            case AgentEvent.SuspendAnnounced when !_shutdown.IsUnderway: _sleep.SuspendAnnounced(now); return true;
            case AgentEvent.SuspendAnnounced: return true;
            case AgentEvent.ShutdownRequested e: _shutdown.Begin(e.Reason, _sleep.MustReturnToBroker ? _link : null, now); return true;
            default: return false;
        }
    }

    /// <summary>Stages what follows from an event, by the time at which it happened.</summary>
    private void Stage(HeldEvent held)
    {
        // Not acknowledged while the agent goes down: the broker keeps them for the next life.
        if (_shutdown.IsUnderway && held.Event is AgentEvent.Arrived) return;
        _step.Take(held);
        switch (held.Event)
        {
            case AgentEvent.Arrived e:
                _sleep.Attend(held.At);
                _inbound.Stage(e.Batch, held);
                break;
            case AgentEvent.RunStarted e: _book.Apply(e.TaskId, new TaskEvent.Started(e.Attempt), held.At); break;
            case AgentEvent.RunExited e: _workers.StageExit(e, held.At); break;
            default: throw new InvalidOperationException($"{held.Event} is not an event of the agent");
        }
    }

    /// <summary>Decides, commits and carries out. False when the step could not be made durable: then nothing of it has happened.</summary>
    private bool TryStep(in Timestamp now)
    {
        if (_shutdown.IsUnderway) _shutdown.StopActive(now);
        _upkeep.Stage(now);
        _learned.StageWhenDue(now);
        _workers.StageProgressWhenDue(now);
        _planning.Stage(now);
        _receipts.StageRest(now);
        if (!_health.TryCommit(now)) return false;
        _actions.ApplyLimits();
        var present = now;
        _step.CarryOut(change => _actions.CarryOut(change, present), _receipts.NoteNumber);
        _machine.ReportWork(_power.Mode, _runs.Count);
        _upkeep.CopyWhenDue(now);
        return true;
    }

    private void ServeWithoutStore(in Timestamp now)
    {
        var present = now;
        _backlog.Serve(message => _inbound.TryServeWithoutStore(message, present));
    }

    private void Connected(LinkFacts facts, in Timestamp now)
    {
        _presence.Connected(facts, now);
        _keepAlive.Connected(facts, _power.MeasuredMode, now);
        _sleep.Attend(now);
        _announcer.Announce();
    }

    private void Disconnected(AgentEvent.Disconnected e)
    {
        _presence.Disconnected(e, isOwnWish: _sleep.IsUnderway);
        _backlog.ConnectionLost();
        _keepAlive.Disconnected();
    }

    private void Published(AgentEvent.Published e, in Timestamp now)
    {
        if (_presence.Published(e, now)) return;
        _sleep.Published(e.Token, now);
        _shutdown.Published(e.Token);
    }

    /// <summary>The earliest time at which one of the parts has something to do.</summary>
    private long NextDue(in Timestamp now)
    {
        long steps = _backlog.RetryAtMs ?? Math.Min(Math.Min(_planning.DueMs, _workers.DueMs), _learned.DueMs);
        long sleep = _shutdown.IsUnderway ? long.MaxValue : _sleep.DueMs;
        long due = Math.Min(Math.Min(steps, sleep), Math.Min(_publisher.DueMs, Math.Min(_keepAlive.DueMs, _shutdown.DueMs(now))));
        return Math.Max(due, now.DeviceTimeMs);
    }
}
