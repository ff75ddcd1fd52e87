using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>
/// The agent, without thread and clock: <see cref="Handle"/> takes events and the present time, <see cref="NextWakeUpMs"/> says when
/// to call it again without an event. Each call is one step: decide, commit, act, publish, acknowledge. The order must not change: after a
/// kill between any two, <see cref="Recovery"/> restores a consistent state. Used by one thread.
/// </summary>
internal sealed class Agent
{
    private readonly LoopParts _parts;

    public Agent(LoopParts parts, in Timestamp now)
    {
        _parts = parts;
        Start(now);
    }

    /// <summary>Device time of the next call without an event, ms.</summary>
    public long NextWakeUpMs { get; private set; }

    /// <summary>Everything is stopped and published; the loop may end.</summary>
    public bool IsDone => _parts.Shutdown.IsDone;

    /// <summary>The broker is connected.</summary>
    public bool IsOnline => _parts.Presence.IsOnline;

    /// <summary>Device time until which the machine should sleep now; <see cref="AgentEvent.Woke"/> must follow. Null to stay awake.</summary>
    public long? SleepUntilMs => _parts.Shutdown.IsUnderway ? null : _parts.Sleep.UntilMs;

    /// <summary>Line of <c>systemctl status</c>. The supervisor of updates reads its first word.</summary>
    public string StatusLine => $"{(IsOnline ? "connected" : "not connected")} to {_parts.Address}";

    internal TaskBook Book => _parts.Book;

    internal IReadOnlyCollection<string> CurrentAlerts => _parts.Alerts.Words;

    /// <summary>
    /// One step over all events since the last one. Measurements and messages that need no commit are applied once, whether or not the
    /// store can be written; changes that must be durable are staged, then committed or dropped as a whole.
    /// </summary>
    public void Handle(IReadOnlyList<AgentEvent> events, in Timestamp now)
    {
        _parts.Publisher.StartStep();
        _parts.Inbound.StartStep();
        bool isStep = !_parts.Backlog.IsWaiting(now);
        if (isStep)
        {
            foreach (var held in _parts.Backlog.TakeAll()) Stage(held);
        }

        foreach (var happened in events) Take(happened, isStep, now);
        if (!isStep || !TryStep(now)) ServeWithoutStore(now);
        _parts.Publisher.Pump(now);
        _parts.KeepAlive.Advance(isLeaving: _parts.Shutdown.IsUnderway || _parts.Sleep.IsUnderway, _parts.Presence.IsQuiet, now);
        if (!_parts.Shutdown.IsUnderway) _parts.Sleep.Advance(mayBegin: _parts.Backlog.RetryAtMs is null, now);
        _parts.Shutdown.Advance(now);
        NextWakeUpMs = NextDue(now);
    }

    /// <summary>The last will: the broker publishes it when this connection is lost. Callable from any thread.</summary>
    public OutboundMessage Will(long session, TimeSpan keepAlive, in Timestamp now) => _parts.Status.Will(session, keepAlive, now);

    /// <summary>The last transaction: stores what was learned, and the mark of a clean end.</summary>
    public void Close(in Timestamp now) => _parts.Step.CommitLast(
        () =>
        {
            _parts.Learned.WriteAll();
            _parts.Upkeep.WriteLast();
        },
        now);

    private void Start(in Timestamp now)
    {
        _parts.Power.AwaitSample(now);
        _parts.Sleep.Attend(now);
        _parts.Recovery.Stage(now);
        _parts.Planning.LoadQuotas(now);
        _parts.Learned.Load(_parts.SimulatedPast);
        _parts.Health.ReportLosses();
        _parts.Upkeep.Start(now);
        Handle([], now);
        _parts.Runs.Sweep(id => _parts.Book.Find(id) is { IsFinal: false });
    }

    private void Take(AgentEvent happened, bool isStep, in Timestamp now)
    {
        if (Observe(happened, now)) return;
        var held = new HeldEvent(happened, now, _parts.Backlog.Connection);
        if (isStep) Stage(held);
        else _parts.Backlog.Add(held);
    }

    /// <summary>Applies an event that needs no commit. False when the event must be durable first.</summary>
    private bool Observe(AgentEvent happened, in Timestamp now)
    {
        switch (happened)
        {
            case AgentEvent.Connected e: Connected(e.Facts, now); return true;
            case AgentEvent.Disconnected e: Disconnected(e); return true;
            case AgentEvent.Published e: Published(e, now); return true;
            case AgentEvent.LinkNotice e: _parts.Presence.Noticed(e); return true;
            case AgentEvent.Sampled e: _parts.Samples.Take(e.Snapshot, now); return true;
            case AgentEvent.RunProgress e: _parts.Workers.Progressed(e, now); return true;
            case AgentEvent.RunStuck e: _parts.Workers.Stuck(e); return true;
            case AgentEvent.Woke e: _parts.Sleep.Woke(e.Fault, now); return true;
            case AgentEvent.MachineSlept: _parts.Sleep.MachineSlept(now); return true;
            case AgentEvent.ClockSet: _parts.Planning.PlanSoon(now); return true;
            case AgentEvent.SuspendAnnounced when !_parts.Shutdown.IsUnderway: _parts.Sleep.SuspendAnnounced(now); return true;
            case AgentEvent.SuspendAnnounced: return true;
            case AgentEvent.ShutdownRequested e: _parts.Shutdown.Begin(e.Reason, _parts.Sleep.MustReturnToBroker ? _parts.Link : null, now); return true;
            default: return false;
        }
    }

    /// <summary>Stages the consequences of an event, as of the time at which it happened.</summary>
    private void Stage(HeldEvent held)
    {
        // Messages are not acknowledged while the agent shuts down: the broker keeps them for its next start.
        if (_parts.Shutdown.IsUnderway && held.Event is AgentEvent.Arrived) return;
        _parts.Step.Take(held);
        switch (held.Event)
        {
            case AgentEvent.Arrived e:
                _parts.Sleep.Attend(held.At);
                _parts.Inbound.Stage(e.Batch, held);
                break;
            case AgentEvent.RunStarted e: _parts.Book.Apply(e.TaskId, new TaskEvent.Started(e.Attempt), held.At); break;
            case AgentEvent.RunExited e: _parts.Workers.StageExit(e, held.At); break;
            default: throw new InvalidOperationException($"{held.Event} is not an event of the agent");
        }
    }

    /// <summary>Plans, commits and carries out. False when the commit failed: then nothing of the step has happened.</summary>
    private bool TryStep(in Timestamp now)
    {
        if (_parts.Shutdown.IsUnderway) _parts.Shutdown.StopActive(now);
        _parts.Upkeep.Stage(now);
        _parts.Learned.StageWhenDue(now);
        _parts.Workers.StageProgressWhenDue(now);
        _parts.Planning.Stage(now);
        _parts.Receipts.StageRest(now);
        if (!_parts.Health.TryCommit(now)) return false;
        _parts.Actions.ApplyLimits();
        var present = now;
        _parts.Step.CarryOut(change => _parts.Actions.CarryOut(change, present), _parts.Receipts.NoteNumber);
        _parts.Machine.ReportWork(_parts.Power.Mode, _parts.Runs.Count);
        _parts.Upkeep.CopyWhenDue(now);
        return true;
    }

    private void ServeWithoutStore(in Timestamp now)
    {
        var present = now;
        _parts.Backlog.Serve(message => _parts.Inbound.TryServeWithoutStore(message, present));
    }

    private void Connected(LinkFacts facts, in Timestamp now)
    {
        _parts.Presence.Connected(facts, now);
        _parts.KeepAlive.Connected(facts, _parts.Power.MeasuredMode, now);
        _parts.Sleep.Attend(now);
        _parts.Announcer.Announce();
    }

    private void Disconnected(AgentEvent.Disconnected e)
    {
        _parts.Presence.Disconnected(e, isOwnWish: _parts.Sleep.IsUnderway);
        _parts.Backlog.ConnectionLost();
        _parts.KeepAlive.Disconnected();
    }

    private void Published(AgentEvent.Published e, in Timestamp now)
    {
        if (_parts.Presence.Published(e, now)) return;
        _parts.Sleep.Published(e.Token, now);
        _parts.Shutdown.Published(e.Token);
    }

    /// <summary>The earliest time at which one of the parts has something to do.</summary>
    private long NextDue(in Timestamp now)
    {
        long steps = _parts.Backlog.RetryAtMs ?? Math.Min(Math.Min(_parts.Planning.DueMs, _parts.Workers.DueMs), _parts.Learned.DueMs);
        long sleep = _parts.Shutdown.IsUnderway ? long.MaxValue : _parts.Sleep.DueMs;
        long due = Math.Min(Math.Min(steps, sleep), Math.Min(_parts.Publisher.DueMs, Math.Min(_parts.KeepAlive.DueMs, _parts.Shutdown.DueMs(now))));
        return Math.Max(due, now.DeviceTimeMs);
    }
}
