using EdgeAgent.Native;
using EdgeAgent.Options;
using MQTTnet;

namespace EdgeAgent.Link;

/// <summary>
/// The session with a broker across connections: connects with MQTTnet, subscribes, publishes, pings, comes back. One thread owns it;
/// every method may be called from any thread, also before there is a connection, and does not block.
/// </summary>
internal sealed partial class BrokerSession : ILinkWork, IDisposable
{
    private readonly SessionOptions _options;
    private readonly LinkThread _thread;
    private readonly ReconnectSchedule _schedule;
    private readonly PublishQueue _publishes;
    private readonly Subscriber _subscriber;
    private BrokerConnection? _connection;
    private CancellationTokenSource _attempt = new();
    private BrokerFacts? _facts;
    private State _state = State.Waiting;
    private long _nowMs = BootClock.Now;
    private long _retryAtMs;
    private long _deadlineMs = long.MaxValue;
    private long _stopAtMs = long.MaxValue;
    private long _queuedBytes;
    private bool _isStopping;
    private bool _isAway;
    private int _isStarted;
    private int _isDisposed;
    private volatile bool _isConnected;

    public BrokerSession(SessionOptions options)
    {
        _options = options;
        _isV5 = options.Protocol != ProtocolChoice.V311;
        _isCleanStart = options.CleanStart;
        // Jitter must differ from device to device, no more: no need for secrecy.
#pragma warning disable CA5394
        _schedule = new ReconnectSchedule(options.Reconnect, Random.Shared.NextDouble);
#pragma warning restore CA5394
        _publishes = new PublishQueue(options.InFlightLimit, Finished, text => Warn(WarningKind.Note, text));
        _subscriber = new Subscriber(options.Filters);
        _thread = new LinkThread(this);
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

    /// <summary>True between CONNACK and the end of the connection. A momentary fact: the next call may find it changed.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>Of publishes that are not finished.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    public bool HasEnded => _state == State.Ended;

    public long NextDueMs => Math.Min(_stopAtMs, _state switch
    {
        State.Waiting => _isAway || _isStopping ? long.MaxValue : _retryAtMs,
        State.Connecting => _deadlineMs,
        State.Connected => Math.Min(_deadlineMs, KeepAliveDueMs),
        State.Leaving or State.Ended => long.MaxValue,
    });

    /// <summary>Begins the first attempt. Once.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0) _thread.Start();
    }

    /// <summary>Waits for publishes in progress while connected, sends DISCONNECT, ends the thread. Returns after <paramref name="patience"/> at the latest.</summary>
    /// <returns>True when the broker had acknowledged everything.</returns>
    public bool Stop(TimeSpan patience)
    {
        Start();
        // A tenth is kept for the farewell itself.
        long stopAt = BootClock.Now + (long)(patience.TotalMilliseconds * 0.9);
        _thread.Post(() => BeginStop(stopAt));
        if (_thread.IsCurrent) return false;
        bool hasEnded = _thread.Join(patience);
        return hasEnded && _publishes.IsEmpty && !_isCutShort;
    }

    /// <summary>Ends the connection in order and connects at once, for what is stated in CONNECT. A waiting attempt is made now.</summary>
    public void Reconnect() => _thread.Post(() =>
    {
        if (_isAway || _isStopping) return;
        _retryAtMs = _nowMs;
        if (_state == State.Connected) BeginLeave();
    });

    /// <summary>Ends the connection in order, so that no will is published and the session is kept, and stays away until <see cref="Return"/>. Publishes wait.</summary>
    public void Leave() => _thread.Post(() =>
    {
        if (_isAway || _isStopping) return;
        _isAway = true;
        if (_state == State.Connected) BeginLeave();
        else if (_state == State.Connecting) End(new ConnectionLoss(LossCause.Requested, "the link left"), retryIn: null);
    });

    /// <summary>Connects at once after <see cref="Leave"/>.</summary>
    public void Return() => _thread.Post(() =>
    {
        if (!_isAway) return;
        _isAway = false;
        _retryAtMs = _nowMs;
    });

    /// <summary>Takes a message, which is kept in memory across connections until the broker has it.</summary>
    /// <param name="completed">Called exactly once, on the session's thread; on the caller's when the session has ended.</param>
    public void Publish(MqttApplicationMessage message, Action<PublishOutcome>? completed = null)
    {
        var publish = new QueuedPublish(message, completed, BootClock.Now);
        bool isFull = Interlocked.Add(ref _queuedBytes, publish.Bytes) > _options.MaximumQueuedBytes;
        if (!_thread.Post(() => Publish(publish, isFull))) Finished(publish, new(PublishStatus.Stopped, $"{publish.Topic}: the link has ended"));
    }

    /// <inheritdoc cref="Publish(MqttApplicationMessage, Action{PublishOutcome})"/>
    public Task<PublishOutcome> PublishAsync(MqttApplicationMessage message)
    {
        var source = new TaskCompletionSource<PublishOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Publish(message, source.SetResult);
        return source.Task;
    }

    /// <summary>Ends without a word to the broker, which publishes the will.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        Start();
        _thread.Post(() => FinishStop(isOrderly: false));
        if (!_thread.IsCurrent && _thread.Join(TimeSpan.FromSeconds(1))) _thread.Dispose();
        _attempt.Dispose();
    }

    public void Step(Action runPosted, bool hasResumed, TimeSpan? slept)
    {
        _nowMs = BootClock.Now;
        var connection = _connection;
        connection?.Cork();
        ExtendWhilePaused();
        runPosted();
        if (hasResumed || slept is not null) MachineSlept(slept);
        if (_nowMs >= NextDueMs) Tick();
        Pump();
        connection?.Uncork();
    }

    private void Tick()
    {
        if (_nowMs >= _stopAtMs)
        {
            FinishStop(isOrderly: true);
            return;
        }

        switch (_state)
        {
            case State.Waiting:
                BeginAttempt();
                break;
            case State.Connecting or State.Connected when _nowMs >= _deadlineMs:
                string missing = _state == State.Connecting ? "connection" : "answer to SUBSCRIBE";
                Fail(LossCause.TimedOut, $"no {missing} of {_options.Host}:{_options.Port} within {_options.ConnectTimeout.TotalSeconds:0.#} s");
                break;
            case State.Connected:
                KeepAlive();
                break;
            case State.Connecting or State.Leaving or State.Ended:
                break;
        }
    }

    private void Warn(WarningKind kind, string text) => _options.OnWarning?.Invoke(new LinkWarning(kind, text));
}
