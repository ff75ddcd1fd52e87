using EdgeAgent.Native;

namespace EdgeAgent.Link;

/// <summary>
/// The states of a session with a broker across connections: waits, connects, is connected, leaves, ends. All by the session's thread,
/// which calls <see cref="Step"/>; what other threads want is posted to it.
/// </summary>
internal sealed class SessionMachine : ILinkWork
{
    // A little more than the connection itself waits for the broker's close.
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2.5);

    private readonly SessionContext _context;
    private readonly PublishBudget _budget;
    private readonly ConnectTerms _terms;
    private readonly ReconnectSchedule _schedule;
    private readonly Subscriber _subscriber;
    private readonly PublishQueue _publishes;
    private readonly LossDiagnosis _diagnosis;
    private BrokerConnection? _connection;
    private ActiveConnection? _active;
    private volatile State _state = State.Waiting;
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
        _budget = budget;
        _terms = new ConnectTerms(options);
        // Jitter must differ from device to device, no more: no need for secrecy.
#pragma warning disable CA5394
        _schedule = new ReconnectSchedule(options.Reconnect, Random.Shared.NextDouble);
#pragma warning restore CA5394
        _subscriber = new Subscriber(options.Filters);
        _publishes = new PublishQueue(options.InFlightLimit, budget.Finish, text => context.Warn(WarningKind.Note, text));
        _diagnosis = new LossDiagnosis(context, _subscriber, _publishes);
    }

    private enum State
    {
        /// <summary>For the time of the next attempt, or for <see cref="Return"/>.</summary>
        Waiting,
        Connecting,
        Connected,

        /// <summary>DISCONNECT has been sent; the broker is to close.</summary>
        Leaving,
        Ended,
    }

    /// <summary>From any thread; the next call may find it changed.</summary>
    public bool IsConnected => _state == State.Connected;

    public bool HasEnded => _state == State.Ended;

    /// <summary>After the end: the broker had acknowledged every publish.</summary>
    public bool HasSentAll => _publishes.IsEmpty && !_isCutShort;

    public long NextDueMs => Math.Min(_stopAtMs, _state switch
    {
        State.Waiting when _isAway || _isStopping => long.MaxValue,
        State.Waiting => _retryAtMs,
        State.Connecting => _connectedByMs,
        State.Connected => _active!.DueMs,
        State.Leaving or State.Ended => long.MaxValue,
    });

    public void Step(Action runPosted, bool hasResumed, TimeSpan? slept)
    {
        _context.NowMs = BootClock.Now;
        var connection = _connection;
        connection?.Cork();
        _active?.ExtendWhilePaused();
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
        if (_state == State.Connected) BeginLeave();
    }

    public void Leave()
    {
        if (_isAway || _isStopping) return;
        _isAway = true;
        if (_state == State.Connected) BeginLeave();
        else if (_state == State.Connecting) End(new ConnectionLoss(LossCause.Requested, "the link left"), retryIn: null);
    }

    public void Return()
    {
        if (!_isAway) return;
        _isAway = false;
        _retryAtMs = _context.NowMs;
    }

    /// <param name="isFull">Too much waits already.</param>
    public void Publish(QueuedPublish publish, bool isFull)
    {
        if (Refusal(publish, isFull) is { } refusal) _budget.Finish(publish, refusal);
        else if (publish.IsAcknowledged) _publishes.Add(publish);
        else _active!.SendNow(publish);
    }

    /// <param name="stopAtMs">What has not been acknowledged by then is left behind, boot clock.</param>
    public void BeginStop(long stopAtMs)
    {
        _isStopping = true;
        _stopAtMs = stopAtMs;
        if (_state != State.Connected) FinishStop(isOrderly: false);
    }

    /// <param name="isOrderly">With DISCONNECT, so that the will is discarded; else the broker publishes it.</param>
    public void FinishStop(bool isOrderly)
    {
        if (_state == State.Ended) return;
        bool wasConnected = _state == State.Connected;
        _isCutShort = !_publishes.IsEmpty;
        if (wasConnected && isOrderly) _active!.Leave(FarewellPatience);
        CloseConnection();
        _state = State.Ended;
        _stopAtMs = long.MaxValue;
        _publishes.Stop();
        if (wasConnected) _context.Options.OnDisconnected?.Invoke(new ConnectionLoss(LossCause.Requested, "the link was stopped"));
    }

    private void Tick()
    {
        if (_context.NowMs >= _stopAtMs) FinishStop(isOrderly: true);
        else if (_state == State.Waiting) BeginAttempt();
        else if (_state == State.Connecting) AttemptFailed(_context.Missing("connection"), needsPerson: false);
        else if (_state == State.Connected && _active!.Look() is { } loss) Lost(loss);
    }

    private void Pump()
    {
        if (_state != State.Connected) return;
        _active!.Pump();
        if (_isStopping && _publishes.IsEmpty) FinishStop(isOrderly: true);
    }

    private void MachineSlept(TimeSpan? slept)
    {
        _context.Warn(WarningKind.MachineSlept, slept is { } span ? $"the machine slept for {span.TotalSeconds:0} s" : "the machine slept, or its clock was set");
        if (_state == State.Connected) _active!.MachineSlept();
    }

    private PublishOutcome? Refusal(QueuedPublish publish, bool isFull)
    {
        if (_isStopping && _state != State.Connected) return new(PublishStatus.Stopped, $"{publish.Topic}: the link has ended");
        if (publish.Fault is { } fault) return new(PublishStatus.Invalid, fault);
        if (isFull) return new(PublishStatus.QueueFull, $"{publish.Topic}: {_context.Options.MaximumQueuedBytes} bytes wait already");
        if (!publish.IsAcknowledged && _state != State.Connected) return new(PublishStatus.NotConnected, $"{publish.Topic}: not connected");
        return null;
    }

    private void BeginAttempt()
    {
        var settings = AttemptSettings.From(_context.Options);
        _state = State.Connecting;
        _connectedByMs = _context.AnswerDueMs;
        try
        {
            _context.Options.OnConnecting?.Invoke(settings);
        }
        catch (Exception e)
        {
            AttemptFailed(new ConnectionLoss(LossCause.TransportFailed, e.Message) { Exception = e }, needsPerson: true);
            return;
        }

        BrokerConnection? connection = null;
        connection = new BrokerConnection(
            BrokerEndpoint.From(_context.Options, settings), _terms.Connect(settings), _context.Options.IntakeBytes,
            m => Received(connection!, m), loss => _context.Post(() => Ended(connection!, loss)));
        _connection = connection;
        _context.WhenDone(connection.ConnectAsync(), t => Answered(connection, t.Result));
    }

    /// <param name="loss">Null when the broker has accepted.</param>
    private void Answered(BrokerConnection connection, ConnectionLoss? loss)
    {
        if (connection != _connection || _state != State.Connecting)
        {
            connection.Dispose();
        }
        else if (loss is null)
        {
            Accepted(connection);
        }
        else if (!TryWithLess(loss))
        {
            AttemptFailed(loss, ReasonWords.NeedsPerson(loss.Code));
        }
    }

    private bool TryWithLess(ConnectionLoss loss)
    {
        if (_terms.AskForLess(loss) is not { } change) return false;
        _context.Warn(WarningKind.Note, change);
        End(loss, TimeSpan.Zero);
        return true;
    }

    private void Accepted(BrokerConnection connection)
    {
        var facts = _terms.Limit(connection.Facts!);
        var (notices, isWithoutSubscriptions) = _terms.Accepted(facts);
        _schedule.Connected();
        _active = new ActiveConnection(_context, connection, facts, _subscriber, _publishes);
        _state = State.Connected;
        foreach (string notice in notices) _context.Warn(WarningKind.Note, notice);
        _context.Options.OnConnected?.Invoke(facts);
        _active.Begin(isWithoutSubscriptions);
    }

    /// <summary>On a thread of the library, in the order of arrival.</summary>
    private void Received(BrokerConnection connection, AcknowledgementOrder.Entry received)
    {
        var batch = new InboundBatch(
            [InboundMessage.From(received.Message.ApplicationMessage)],
            () => _context.Post(() => connection.Acknowledge(received)),
            () => _context.Post(() => Abandoned(connection)));
        try
        {
            if (_context.Options.OnReceived is { } handler) handler(batch);
            else batch.Acknowledge();
        }
        catch (Exception e)
        {
            _context.Post(() => _context.Warn(WarningKind.Note, $"what had arrived could not be taken: {e.Message}"));
            batch.Abandon();
        }
    }

    /// <summary>What was not stored must come again, and comes on a new connection only.</summary>
    private void Abandoned(BrokerConnection connection)
    {
        if (connection == _connection && _state == State.Connected) Lost(new ConnectionLoss(LossCause.Abandoned, "what had arrived could not be stored"));
    }

    /// <summary>An established connection has ended.</summary>
    private void Ended(BrokerConnection connection, ConnectionLoss loss)
    {
        if (connection != _connection) return;
        if (_state == State.Leaving) Left();
        else if (_state == State.Connected) Lost(loss);
    }

    /// <summary>Ends an established connection without a word, if it has not ended by itself: on 3.1.1 DISCONNECT would discard the will.</summary>
    private void Lost(ConnectionLoss loss)
    {
        if (loss.Cause == LossCause.DisconnectedByBroker && TryWithLess(loss)) return;
        var lasted = _active!.Lasted;
        var judged = _diagnosis.Judge(loss, _connection!.Unanswered, _terms.IsV5, lasted);
        if (!judged.IsTakeover)
        {
            End(judged, _schedule.Lost(lasted));
            return;
        }

        var delay = _schedule.TakenOver();
        _context.Warn(WarningKind.DuplicateClientId, $"{_diagnosis.NameTakeover(loss)}; next attempt in {delay.TotalSeconds:0} s");
        End(judged, delay);
    }

    private void AttemptFailed(ConnectionLoss loss, bool needsPerson) => End(loss, _schedule.Failed(needsPerson));

    private void End(ConnectionLoss loss, TimeSpan? retryIn)
    {
        bool isAttempt = _state == State.Connecting;
        if (loss.Cause == LossCause.TransportFailed) _diagnosis.Unreachable();
        if (isAttempt && retryIn != TimeSpan.Zero) _terms.Failed();
        CloseConnection();
        _state = State.Waiting;
        _publishes.ConnectionEnded(isBlamed: false, _context.NowMs);
        _retryAtMs = _context.NowMs + (long)(retryIn ?? TimeSpan.Zero).TotalMilliseconds;
        _context.Options.OnDisconnected?.Invoke(loss with { RetryIn = _isStopping || _isAway ? null : retryIn });
        if (_isStopping) FinishStop(isOrderly: false);
    }

    private void CloseConnection()
    {
        _active?.End();
        _active = null;
        // Disposed once its attempt has been answered; the end of an established one disposes it here.
        if (_state == State.Connecting) _connection?.Close();
        else _connection?.Dispose();
        _connection = null;
    }

    private void BeginLeave()
    {
        _state = State.Leaving;
        var connection = _connection!;
        _active!.BeginLeave(() => Ended(connection, new ConnectionLoss(LossCause.Requested, "")));
    }

    private void Left()
    {
        long retryAt = _retryAtMs;
        End(new ConnectionLoss(LossCause.Requested, "the link left the broker"), TimeSpan.Zero);
        if (!_isAway) _retryAtMs = Math.Min(retryAt, _context.NowMs);
    }
}
