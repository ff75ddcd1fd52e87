using EdgeAgent.Native;

namespace EdgeAgent.Link;

/// <summary>
/// The states of a session with a broker across connections: waits, connects, is connected, leaves, ends. Used on the session's thread,
/// which calls <see cref="Step"/>; other threads post their requests to it.
/// </summary>
internal sealed class SessionMachine : ILinkWork, IConnectionOwner
{
    // A little longer than the connection itself waits for the broker's close.
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2.5);

    private readonly SessionContext _context;
    private readonly ConnectTerms _terms;
    private readonly Subscriber _subscriber;
    private readonly PublishQueue _publishes;
    private readonly PublishDoor _door;
    private readonly Reconnection _reconnection;
    private readonly CurrentConnection _current;
    private volatile SessionState _state = SessionState.Waiting;
    private long _retryAtMs;
    private long _connectedByMs;
    private long _stopAtMs = long.MaxValue;
    private bool _isStopping;
    private bool _isAway;
    private bool _isCutShort;

    public SessionMachine(SessionContext context, PublishBudget budget)
    {
        var options = context.Options;
        _context = context;
        _terms = new ConnectTerms(options);
        _subscriber = new Subscriber(options.Filters);
        _publishes = new PublishQueue(options.InFlightLimit, budget.Finish, text => context.Warn(WarningKind.Note, text));
        _door = new PublishDoor(context, budget, _publishes);
        _reconnection = new Reconnection(context, _terms, new LossDiagnosis(context, _subscriber, _publishes));
        _current = new CurrentConnection(context, this);
    }

    /// <summary>May be read from any thread, and may change at any time.</summary>
    public bool IsConnected => _state == SessionState.Connected;

    public bool HasEnded => _state == SessionState.Ended;

    /// <summary>After the end: true when the broker had acknowledged every publish.</summary>
    public bool HasSentAll => _publishes.IsEmpty && !_isCutShort;

    public long NextDueMs => Math.Min(_stopAtMs, _state switch
    {
        SessionState.Waiting when _isAway || _isStopping => long.MaxValue,
        SessionState.Waiting => _retryAtMs,
        SessionState.Connecting => _connectedByMs,
        SessionState.Connected => _current.Active!.DueMs,
        SessionState.Leaving or SessionState.Ended => long.MaxValue,
    });

    public void Step(Action runPosted, bool hasResumed, TimeSpan? slept)
    {
        _context.NowMs = BootClock.Now;
        var connection = _current.Connection;
        connection?.Cork();
        _current.Active?.ExtendWhilePaused();
        runPosted();
        if (hasResumed || slept is not null) MachineSlept(slept);
        if (_context.NowMs >= NextDueMs) Tick();
        Pump();
        connection?.Uncork();
    }

    public void Reconnect()
    {
        if (_isAway || _isStopping) return;
        _retryAtMs = _context.NowMs;
        if (IsConnected) BeginLeave();
    }

    public void Leave()
    {
        if (_isAway || _isStopping) return;
        _isAway = true;
        if (IsConnected) BeginLeave();
        else if (_state == SessionState.Connecting) End(new ConnectionLoss(LossCause.Requested, "the link left"), retryIn: null);
    }

    public void Return()
    {
        if (!_isAway) return;
        _isAway = false;
        _retryAtMs = _context.NowMs;
    }

    /// <param name="isFull">Too much waits already.</param>
    public void Publish(QueuedPublish publish, bool isFull) => _door.Take(publish, isFull, IsConnected ? _current.Active : null, _isStopping);

    /// <param name="stopAtMs">Boot clock time until which publishes in progress are awaited.</param>
    public void BeginStop(long stopAtMs)
    {
        _isStopping = true;
        _stopAtMs = stopAtMs;
        if (!IsConnected) FinishStop(isOrderly: false);
    }

    /// <param name="isOrderly">True sends DISCONNECT, so that the broker discards the will; otherwise the broker publishes it.</param>
    public void FinishStop(bool isOrderly)
    {
        if (HasEnded) return;
        bool wasConnected = IsConnected;
        _isCutShort = !_publishes.IsEmpty;
        if (wasConnected && isOrderly) _current.Active!.Leave(FarewellPatience);
        _current.Close();
        _state = SessionState.Ended;
        _stopAtMs = long.MaxValue;
        _publishes.Stop();
        if (wasConnected) _context.Options.OnDisconnected?.Invoke(new ConnectionLoss(LossCause.Requested, "the link was stopped"));
    }

    void IConnectionOwner.Answered(ConnectionLoss? loss)
    {
        if (loss is null) Accepted();
        else End(_reconnection.AfterRefusal(loss));
    }

    void IConnectionOwner.Ended(ConnectionLoss loss)
    {
        if (_state == SessionState.Leaving) Left();
        else if (IsConnected) Lost(loss);
    }

    void IConnectionOwner.Abandoned()
    {
        if (IsConnected) Lost(new ConnectionLoss(LossCause.Abandoned, "received messages could not be stored"));
    }

    private void Tick()
    {
        if (_context.NowMs >= _stopAtMs) FinishStop(isOrderly: true);
        else if (_state == SessionState.Waiting) BeginAttempt();
        else if (_state == SessionState.Connecting) End(_reconnection.AfterFailure(_context.Missing("connection"), needsPerson: false));
        else if (IsConnected && _current.Active!.Look() is { } loss) Lost(loss);
    }

    private void Pump()
    {
        if (!IsConnected) return;
        _current.Active!.Pump();
        if (_isStopping && _publishes.IsEmpty) FinishStop(isOrderly: true);
    }

    private void MachineSlept(TimeSpan? slept)
    {
        _context.Warn(WarningKind.MachineSlept, slept is { } span ? $"the machine slept for {span.TotalSeconds:0} s" : "the machine slept, or its clock was set");
        if (IsConnected) _current.Active!.MachineSlept();
    }

    private void BeginAttempt()
    {
        var settings = AttemptSettings.From(_context.Options);
        _state = SessionState.Connecting;
        _connectedByMs = _context.AnswerDueMs;
        try
        {
            _context.Options.OnConnecting?.Invoke(settings);
        }
        catch (Exception e)
        {
            End(_reconnection.AfterFailure(new ConnectionLoss(LossCause.TransportFailed, e.Message) { Exception = e }, needsPerson: true));
            return;
        }

        _current.Open(settings, _terms.Connect(settings));
    }

    private void Accepted()
    {
        var facts = _terms.Limit(_current.Connection!.Facts!);
        var (notices, isWithoutSubscriptions) = _terms.Accepted(facts);
        _reconnection.Connected();
        var active = _current.Activate(facts, _subscriber, _publishes);
        _state = SessionState.Connected;
        foreach (string notice in notices) _context.Warn(WarningKind.Note, notice);
        _context.Options.OnConnected?.Invoke(facts);
        active.Begin(isWithoutSubscriptions);
    }

    /// <summary>Ends an established connection without DISCONNECT, if it has not ended by itself: on 3.1.1 DISCONNECT would discard the will.</summary>
    private void Lost(ConnectionLoss loss) => End(_reconnection.AfterLoss(loss, _current.Connection!.Unanswered, _current.Active!.Lasted));

    private void BeginLeave()
    {
        _state = SessionState.Leaving;
        _current.BeginLeave();
    }

    private void Left()
    {
        long retryAt = _retryAtMs;
        End(new ConnectionLoss(LossCause.Requested, "the link left the broker"), TimeSpan.Zero);
        if (!_isAway) _retryAtMs = Math.Min(retryAt, _context.NowMs);
    }

    private void End(NextAttempt next) => End(next.Loss, next.Wait);

    private void End(ConnectionLoss loss, TimeSpan? retryIn)
    {
        _reconnection.Note(loss, isFailedAttempt: _state == SessionState.Connecting && retryIn != TimeSpan.Zero);
        _current.Close();
        _state = SessionState.Waiting;
        _publishes.ConnectionEnded(isBlamed: false, _context.NowMs);
        _retryAtMs = _context.NowMs + (long)(retryIn ?? TimeSpan.Zero).TotalMilliseconds;
        _context.Options.OnDisconnected?.Invoke(loss with { RetryIn = _isStopping || _isAway ? null : retryIn });
        if (_isStopping) FinishStop(isOrderly: false);
    }
}
