using System.Buffers;
using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Session;

internal enum SessionState
{
    /// <summary>Until <see cref="MqttSession.NextTimeout"/>, and until no batch of the last connection is open.</summary>
    Waiting,
    /// <summary>A transport is being opened.</summary>
    Opening,
    /// <summary>CONNECT has been sent.</summary>
    Handshaking,
    Connected,
    /// <summary>DISCONNECT has been sent; the broker is to close.</summary>
    Leaving,
    Ended,
}

/// <summary>
/// The protocol's state machine without input and output: what happened and the time go in; bytes to send, actions and the time
/// of the next interest come out. One thread at a time. Times are milliseconds on a clock that counts sleep of the machine too.
/// </summary>
internal sealed partial class MqttSession
{
    private readonly MqttClientOptions _options;
    private readonly ReconnectSchedule _schedule;
    private readonly Queue<SessionAction> _actions = new();
    private readonly Action _batchFinished;
    private long _now;
    private long _retryAt;
    private long _deadline;
    private long _stopAt = long.MaxValue;
    private ReasonCode _stopReason;
    private bool _isStopping;

    /// <param name="batchFinished">Called, on any thread, when the application is done with a batch; it has to bring about <see cref="BatchFinished"/>.</param>
    public MqttSession(MqttClientOptions options, IEnumerable<ushort> knownQos2Ids, Func<double> random, Action batchFinished)
    {
        _options = options;
        _schedule = new ReconnectSchedule(options.Reconnect, random);
        _batchFinished = batchFinished;
        _clientId = options.ClientId;
        _isV5 = options.Protocol != MqttProtocol.V311;
        foreach (var id in knownQos2Ids)
            _qos2.Add(id);
        foreach (var subscription in options.Subscriptions)
            _subscriptions[subscription.Filter] = subscription;
    }

    public SessionState State { get; private set; }

    /// <summary>Bytes for the transport; the caller sends and clears them after each call.</summary>
    public ArrayBufferWriter<byte> Output { get; } = new(512);

    /// <summary>When <see cref="Tick"/> has to be called unless something happens before; <see cref="long.MaxValue"/> = never.</summary>
    public long NextTimeout => State switch
    {
        SessionState.Waiting => _batches.Count > 0 || _isAway ? _stopAt : Math.Min(_retryAt, _stopAt),
        SessionState.Opening or SessionState.Handshaking or SessionState.Leaving => Math.Min(_deadline, _stopAt),
        SessionState.Connected => Math.Min(KeepAliveDueAt, _stopAt),
        SessionState.Ended => long.MaxValue,
    };

    public bool TryTake(out SessionAction action) => _actions.TryDequeue(out action!);

    public void Start(long now)
    {
        _now = now;
        State = SessionState.Waiting;
        _retryAt = now + _schedule.FirstDelay();
    }

    public void Tick(long now)
    {
        _now = now;
        if (now >= _stopAt)
            FinishStop();
        switch (State)
        {
            case SessionState.Waiting:
                if (now >= _retryAt && _batches.Count == 0 && !_isStopping && !_isAway)
                    BeginAttempt();
                break;
            case SessionState.Opening or SessionState.Handshaking:
                if (now >= _deadline)
                    Fail(DisconnectCause.TimedOut, ReasonCode.Success,
                        $"no {(State == SessionState.Opening ? "connection" : "CONNACK")} within {_options.ConnectTimeout.TotalSeconds:0.#} s");
                break;
            case SessionState.Connected:
                KeepAlive();
                break;
            case SessionState.Leaving:
                if (now >= _deadline)
                    Left();
                break;
            case SessionState.Ended:
                break;
        }
    }

    /// <summary>Disconnects and connects at once, or makes a waiting attempt due now.</summary>
    public void Reconnect(long now)
    {
        _now = now;
        if (_isAway)
            return;
        if (State == SessionState.Waiting)
        {
            _retryAt = now;
            return;
        }
        if (State == SessionState.Connected)
            PacketWriter.Disconnect(Output, _isV5, ReasonCode.Success);
        if (State is not SessionState.Ended)
            End(new DisconnectedInfo { Cause = DisconnectCause.Requested, Reason = "reconnect requested" }, retryIn: 0);
    }

    /// <summary>A callback of the application threw, or its store failed: what it should have stored is not stored.</summary>
    public void HandlerFailed(Exception exception, long now)
    {
        _now = now;
        Notice(MqttNoticeKind.HandlerFailed, exception.Message);
        if (State is SessionState.Handshaking or SessionState.Connected)
            Fail(DisconnectCause.Abandoned, ReasonCode.ImplementationSpecificError, "a handler of the application failed", exception);
    }

    private void Notice(MqttNoticeKind kind, string text) => _actions.Enqueue(new SessionAction.Notice(new MqttNotice(kind, text)));
}
