using EdgeAgent.Options;
using MQTTnet;

namespace EdgeAgent.Link;

/// <content>How connections end, what that says, and when the next one is tried.</content>
internal sealed partial class BrokerSession
{
    // Of two clients with one name the broker closes the older one; when both return at once each lives about this long.
    private const long SuspiciousLifeMs = 2_000;

    // On 3.1.1 there is no other sign; on 5 there is a reason code, which mosquitto 2.0.11 leaves out.
    private const int ShortLivesOn311 = 2;
    private const int ShortLivesOn5 = 4;

    private int _unexplainedEnds;
    private bool _isCutShort;

    /// <summary>An established connection has ended.</summary>
    private void Ended(BrokerConnection connection, ConnectionLoss loss)
    {
        if (connection != _connection) return;
        if (_state == State.Leaving) Left();
        else if (_state == State.Connected) Lost(loss);
    }

    private void Lost(ConnectionLoss loss)
    {
        bool isByBroker = loss.Cause is LossCause.ClosedByBroker or LossCause.DisconnectedByBroker;
        var lasted = TimeSpan.FromMilliseconds(_nowMs - _connectedAtMs);
        var explained = isByBroker ? Explain(loss) : loss;
        if (isByBroker && IsTakenOver(loss, explained != loss, lasted))
        {
            TakenOver(explained);
            return;
        }

        End(explained, _schedule.Lost(lasted));
    }

    /// <summary>Says after which packet of ours the broker closed, when one was open, and draws the consequence.</summary>
    private ConnectionLoss Explain(ConnectionLoss loss)
    {
        if (loss.Cause == LossCause.DisconnectedByBroker && !ReasonWords.BlamesPacket(loss.Code)) return loss;
        if (_subscriber.ClosedByBroker() is { } subscription) return loss with { Reason = $"{loss.Reason}: {subscription}" };
        string? last = _connection!.Unanswered;
        bool wasInFlight = _publishes.HasInFlight;
        var setAside = _publishes.ConnectionEnded(isBlamed: true, _nowMs).ToList();
        if (!wasInFlight && _connection.UnansweredPublish is { } publish && _publishes.ConnectionEndedAfter(publish.Topic, publish.Bytes, _nowMs)) setAside.Add(publish.Topic);
        foreach (string topic in setAside)
            Warn(WarningKind.TopicSetAside, $"{topic} is set aside: the broker closed the connection after it twice; does it permit this device to publish there, and messages of this size?");
        return last is null && !wasInFlight ? loss : loss with { Reason = $"{loss.Reason} after our {last ?? "PUBLISH"}" };
    }

    private bool IsTakenOver(ConnectionLoss loss, bool isExplained, TimeSpan lasted)
    {
        if (loss.Code == ReasonWords.SessionTakenOver) return true;
        bool isSuspicious = !isExplained && loss.Cause == LossCause.ClosedByBroker && lasted.TotalMilliseconds < SuspiciousLifeMs;
        _unexplainedEnds = isSuspicious ? _unexplainedEnds + 1 : 0;
        return _unexplainedEnds >= (_isV5 ? ShortLivesOn5 : ShortLivesOn311);
    }

    private void TakenOver(ConnectionLoss loss)
    {
        var delay = _schedule.TakenOver();
        string text = loss.Code == ReasonWords.SessionTakenOver
            ? $"client id '{_options.ClientId}' is used by another client"
            : $"the broker closed {_unexplainedEnds} connections soon after it had accepted them, without a reason: perhaps another client uses the client id '{_options.ClientId}', or the broker has a limit";
        Warn(WarningKind.DuplicateClientId, $"{text}; next attempt in {delay.TotalSeconds:0} s");
        End(loss with { IsTakeover = true }, delay);
    }

    /// <summary>Ends the connection or attempt from our side, without a word: on 3.1.1 DISCONNECT would discard the will.</summary>
    private void Fail(LossCause cause, string reason)
    {
        var loss = new ConnectionLoss(cause, reason);
        if (_state == State.Connected) Lost(loss);
        else End(loss, _schedule.Failed(needsPerson: false));
    }

    private void End(ConnectionLoss loss, TimeSpan? retryIn)
    {
        bool wasConnected = _state is State.Connected or State.Leaving;
        if (loss.Cause == LossCause.TransportFailed) Unreachable();
        if (!wasConnected && !_isVersionKnown && retryIn != TimeSpan.Zero && _options.Protocol == ProtocolChoice.Auto) _isV5 = true; // 3.1.1 did not work either
        CloseConnection();
        _publishes.ConnectionEnded(isBlamed: false, _nowMs);
        _state = State.Waiting;
        _retryAtMs = _nowMs + (long)(retryIn ?? TimeSpan.Zero).TotalMilliseconds;
        _options.OnDisconnected?.Invoke(loss with { RetryIn = _isStopping || _isAway ? null : retryIn });
        if (_isStopping) FinishStop(isOrderly: false);
    }

    // A broker that cannot be reached was restarted: that explains the ends of its connections.
    private void Unreachable()
    {
        _unexplainedEnds = 0;
        _publishes.Forgive();
    }

    private void CloseConnection()
    {
        _isConnected = false;
        _facts = null;
        _deadlineMs = long.MaxValue;
        _attempt.Cancel();
        // Disposed once its attempt has been answered; the end of an established one disposes it here.
        if (_state != State.Connecting) _connection?.Dispose();
        else _connection?.Close();
        _connection = null;
    }

    private void BeginLeave()
    {
        _state = State.Leaving;
        _isConnected = false;
        var connection = _connection!;
        connection.Uncork();
        connection.LeaveAsync(MqttClientDisconnectOptionsReason.NormalDisconnection).ContinueWith(
            _ => _thread.Post(() => Ended(connection, new ConnectionLoss(LossCause.Requested, ""))), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        connection.Cork();
    }

    private void Left()
    {
        long retryAt = _retryAtMs;
        End(new ConnectionLoss(LossCause.Requested, "the link left the broker"), TimeSpan.Zero);
        if (!_isAway) _retryAtMs = Math.Min(retryAt, _nowMs);
    }

    private void BeginStop(long stopAtMs)
    {
        _isStopping = true;
        _stopAtMs = stopAtMs;
        if (_state != State.Connected) FinishStop(isOrderly: false);
    }

    /// <param name="isOrderly">With DISCONNECT, so that the will is discarded; else the broker publishes it.</param>
    private void FinishStop(bool isOrderly)
    {
        if (_state == State.Ended) return;
        bool wasConnected = _state == State.Connected;
        _isCutShort = !_publishes.IsEmpty;
        if (wasConnected && isOrderly) SayFarewell();
        CloseConnection();
        _state = State.Ended;
        _stopAtMs = long.MaxValue;
        _publishes.Stop();
        if (wasConnected) _options.OnDisconnected?.Invoke(new ConnectionLoss(LossCause.Requested, "the link was stopped"));
    }

    // The last thing that this thread does, so it may wait.
    private void SayFarewell()
    {
        _connection!.Uncork();
        _connection.LeaveAsync(MqttClientDisconnectOptionsReason.NormalDisconnection).Wait(TimeSpan.FromSeconds(2.5));
        _connection.Cork();
    }
}
