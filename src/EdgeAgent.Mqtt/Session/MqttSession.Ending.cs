using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Session;

internal sealed partial class MqttSession
{
    // Of two clients with one name the broker closes the older one; when both return at once each lives about this long.
    private const long SuspiciousLifeMs = 2000;
    // On 3.1.1 there is no other sign. On 5 there is reason 0x8E, which mosquitto 2.0.11 leaves out.
    private const int ShortLivesOn311 = 2;
    private const int ShortLivesOn5 = 4;

    private int _shortLives;

    /// <summary>The transport could not be opened, or has ended.</summary>
    /// <param name="reason">What failed, for which host.</param>
    public void TransportClosed(string reason, Exception? exception, long now)
    {
        _now = now;
        if (State == SessionState.Handshaking && TryOlderVersion("the broker closed the connection before CONNACK"))
            return;
        // A broker that cannot be reached was restarted: that explains a short life better than a namesake.
        if (State == SessionState.Opening)
            _shortLives = 0;
        if (State == SessionState.Leaving)
            Left();
        else if (State == SessionState.Opening)
            End(new DisconnectedInfo { Cause = DisconnectCause.TransportFailed, Reason = reason, Exception = exception });
        else if (State is SessionState.Handshaking or SessionState.Connected)
            End(new DisconnectedInfo { Cause = LossOrTakeover(), Reason = reason, Exception = exception });
    }

    private DisconnectCause LossOrTakeover()
    {
        if (State != SessionState.Connected)
            return DisconnectCause.ConnectionLost;
        _shortLives = _now - _connectedAt < SuspiciousLifeMs ? _shortLives + 1 : 0;
        return _shortLives >= (_isV5 ? ShortLivesOn5 : ShortLivesOn311) ? DisconnectCause.DuplicateClientId : DisconnectCause.ConnectionLost;
    }

    private void OnDisconnect(ref PacketReader reader)
    {
        var disconnect = Disconnect.Decode(ref reader);
        if (IsFaulty(ref reader))
            return;
        End(new DisconnectedInfo
        {
            Cause = disconnect.Code == ReasonCode.SessionTakenOver ? DisconnectCause.DuplicateClientId : DisconnectCause.DisconnectedByBroker,
            ReasonCode = disconnect.Code,
            Reason = Describe("broker disconnects", disconnect.Code, disconnect.ReasonString, disconnect.ServerReference),
            ServerReference = disconnect.ServerReference,
            UserProperties = disconnect.UserProperties ?? [],
        });
    }

    private bool IsFaulty(ref PacketReader reader)
    {
        if (!reader.IsFaulty)
            return false;
        Violation(reader.FaultCode, reader.FaultText!);
        return true;
    }

    private void Violation(ReasonCode code, string text) => Fail(DisconnectCause.ProtocolViolation, code, text);

    /// <summary>Closes from our side; on MQTT 5 the broker is told why (MQTT 5, 4.13).</summary>
    private void Fail(DisconnectCause cause, ReasonCode code, string reason, Exception? exception = null)
    {
        // 3.1.1 has no code, and its DISCONNECT would discard the will: an unannounced close says more.
        if (_isV5 && code.IsFailure() && State is SessionState.Handshaking or SessionState.Connected)
            PacketWriter.Disconnect(Output, true, code);
        End(new DisconnectedInfo { Cause = cause, ReasonCode = code, Reason = reason, Exception = exception });
    }

    private void End(DisconnectedInfo info, long? retryIn = null)
    {
        var wasConnected = State is SessionState.Connected or SessionState.Leaving;
        CloseBatch();
        if (wasConnected)
            _schedule.Lasted(_now - _connectedAt);
        else if (_options.Protocol == MqttProtocol.Auto && !_isVersionKnown && retryIn is null)
            _isV5 = true; // 3.1.1 did not work either: begin anew
        var delay = retryIn ?? Delay(info);
        _actions.Enqueue(new SessionAction.Close());
        if (info.Cause == DisconnectCause.DuplicateClientId)
            Notice(MqttNoticeKind.DuplicateClientId, $"client id '{_clientId}' is used by another client; next attempt in {delay / 1000} s");
        _actions.Enqueue(new SessionAction.Disconnected(info with
        {
            WasConnected = wasConnected,
            RetryIn = _isStopping || _isAway ? null : TimeSpan.FromMilliseconds(delay),
            Failures = _schedule.Failures,
        }));
        State = SessionState.Waiting;
        _retryAt = _now + delay;
        if (_isStopping)
            FinishStop();
    }

    private long Delay(DisconnectedInfo info)
    {
        if (info.Cause == DisconnectCause.DuplicateClientId)
            return _schedule.TakenOver();
        return _schedule.Failed(needsPerson: info.ReasonCode is ReasonCode.ClientIdentifierNotValid or ReasonCode.BadUserNameOrPassword
            or ReasonCode.NotAuthorized or ReasonCode.Banned or ReasonCode.BadAuthenticationMethod or ReasonCode.UnsupportedProtocolVersion);
    }

    /// <summary>What belongs to one connection only (MQTT 5, 3.3.2.3.4 and 4.9).</summary>
    private void ResetConnection()
    {
        Output.ResetWrittenCount();
        BytesNeeded = 2;
        foreach (var id in _subscribing.Keys)
            _ids.Release(id);
        _subscribing.Clear();
        _outboundAliases.Clear();
        Array.Clear(_inboundAliases);
        _inboundInFlight = 0;
        _isOvershootTold = false;
        _toSkip = 0;
        _answerDueAt = null;
    }

    /// <summary>Ends when everything is acknowledged, or at the deadline.</summary>
    public void Stop(ReasonCode reason, long deadline, long now)
    {
        _now = now;
        _isStopping = true;
        _stopReason = reason;
        _stopAt = deadline;
        if (State != SessionState.Connected)
            FinishStop();
        else
            TryFinishStop();
    }

    private void TryFinishStop()
    {
        if (_isStopping && !HasUnfinishedPublishes && _requests.Count == 0 && _batches.Count == 0)
            FinishStop();
    }

    private void FinishStop()
    {
        if (State == SessionState.Ended)
            return;
        var isComplete = !HasUnfinishedPublishes && _batches.Count == 0;
        if (State == SessionState.Connected)
            SayGoodbye();
        else if (State is SessionState.Opening or SessionState.Handshaking or SessionState.Leaving)
            _actions.Enqueue(new SessionAction.Close());
        State = SessionState.Ended;
        _stopAt = long.MaxValue;
        foreach (var publish in _inFlight.Values.Concat(_again).Concat(_waiting).OrderBy(p => p.Sequence))
            Complete(publish, PublishStatus.Stopped);
        _inFlight.Clear();
        _again.Clear();
        _waiting.Clear();
        foreach (var request in _requests)
            Complete(request, answered: false);
        _requests.Clear();
        _actions.Enqueue(new SessionAction.Ended(isComplete));
    }

    private void SayGoodbye()
    {
        // 3.1.1 cannot ask for the will in DISCONNECT; closing without one does.
        if (_isV5 || _stopReason == ReasonCode.Success)
            PacketWriter.Disconnect(Output, _isV5, _stopReason);
        _actions.Enqueue(new SessionAction.Close());
        _actions.Enqueue(new SessionAction.Disconnected(new DisconnectedInfo
        {
            Cause = DisconnectCause.Requested,
            ReasonCode = _stopReason,
            Reason = "client stopped",
            WasConnected = true,
        }));
    }

    /// <param name="reference">Where the broker sends us (MQTT 5, 4.11). Whether to go there is for the operator to decide: it may be anybody's word.</param>
    private static string Describe(string what, ReasonCode code, string? text, string? reference = null) =>
        $"{what}: {code} (0x{(byte)code:X2}){(string.IsNullOrEmpty(text) ? "" : $", \"{text}\"")}{(string.IsNullOrEmpty(reference) ? "" : $"; it points to another server, {reference}")}";
}
