using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Session;

internal sealed partial class MqttSession
{
    private MqttConnectSettings _settings = new() { Host = "", Port = 0, KeepAlive = default, CleanStart = true, SessionExpirySeconds = 0 };
    private string _clientId;
    private bool _isV5;
    private bool _isVersionKnown;
    private bool _wasEverConnected;
    private bool _askedForCleanStart;
    private bool _mustForgetQos2;
    private long _connectedAt;

    /// <summary>The broker's word; meaningful in state Connected.</summary>
    public ConnectedInfo Broker { get; private set; } = new();

    private void BeginAttempt()
    {
        _settings = new MqttConnectSettings
        {
            Host = _options.Host,
            Port = _options.Port,
            KeepAlive = _options.KeepAlive,
            CleanStart = _options.CleanStart,
            SessionExpirySeconds = _options.SessionExpirySeconds,
            UserName = _options.UserName,
            Password = _options.Password,
            Will = _options.Will,
        };
        State = SessionState.Opening;
        _deadline = _now + (long)_options.ConnectTimeout.TotalMilliseconds;
        _actions.Enqueue(new SessionAction.Open(_settings));
    }

    public void TransportOpened(long now)
    {
        _now = now;
        if (State != SessionState.Opening)
            return;
        ResetConnection();
        // With a session that outlives connections only the first one starts clean, or a short loss of the link would cost it.
        _askedForCleanStart = _settings.CleanStart && !(_isV5 && _wasEverConnected && _settings.SessionExpirySeconds > 0);
        try
        {
            ConnectPacket().Write(Output);
        }
        catch (Exception e)
        {
            Fail(DisconnectCause.Abandoned, ReasonCode.ImplementationSpecificError, $"CONNECT could not be made: {e.Message}", e);
            return;
        }
        State = SessionState.Handshaking;
    }

    private Connect ConnectPacket() => new()
    {
        V5 = _isV5,
        ClientId = _clientId,
        CleanStart = _askedForCleanStart,
        KeepAliveSeconds = (ushort)Math.Clamp(_settings.KeepAlive.TotalSeconds, 0, ushort.MaxValue),
        SessionExpirySeconds = _settings.SessionExpirySeconds,
        ReceiveMaximum = _options.ReceiveMaximum,
        MaximumPacketSize = _options.MaximumPacketSize,
        TopicAliasMaximum = _options.TopicAliasMaximum,
        RequestResponseInformation = _options.RequestResponseInformation,
        UserProperties = _options.UserProperties,
        AuthenticationMethod = _options.Authentication?.Method,
        AuthenticationData = _isV5 && _options.Authentication is { } auth ? auth.Begin() : default,
        Will = _settings.Will,
        UserName = _settings.UserName,
        // MQTT 3.1.1 knows no password without a user name [MQTT-3.1.2-22].
        Password = _isV5 || _settings.UserName is not null ? _settings.Password : null,
    };

    private void OnConnack(ref PacketReader reader)
    {
        var connack = Connack.Decode(ref reader, _isV5);
        if (IsFaulty(ref reader))
            return;
        if (connack.Code != ReasonCode.Success)
            OnRefused(connack);
        else if (connack.SessionPresent && _askedForCleanStart)
            Violation(ReasonCode.ProtocolError, "session present after a clean start [MQTT-3.2.2-2]");
        else
            OnAccepted(connack);
    }

    private void OnRefused(Connack connack)
    {
        if (connack.Code == ReasonCode.UnsupportedProtocolVersion && TryOlderVersion("the broker refuses MQTT 5"))
            return;
        End(new DisconnectedInfo
        {
            Cause = DisconnectCause.Refused,
            ReasonCode = connack.Code,
            Reason = Describe("broker refuses the connection", connack.Code, connack.ReasonString, connack.ServerReference),
            ServerReference = connack.ServerReference,
            UserProperties = connack.UserProperties ?? [],
        });
    }

    /// <summary>True when the next attempt was set to 3.1.1.</summary>
    private bool TryOlderVersion(string why)
    {
        if (_options.Protocol != MqttProtocol.Auto || !_isV5 || _isVersionKnown)
            return false;
        _isV5 = false;
        Notice(MqttNoticeKind.ProtocolFallback, $"{why}; trying MQTT 3.1.1");
        End(new DisconnectedInfo { Cause = DisconnectCause.Refused, ReasonCode = ReasonCode.UnsupportedProtocolVersion, Reason = why }, retryIn: 0);
        return true;
    }

    private void OnAccepted(Connack connack)
    {
        State = SessionState.Connected;
        _isVersionKnown = true;
        _connectedAt = _now;
        if (connack.AssignedClientId is { } assigned)
            _clientId = assigned;
        Broker = Facts(connack);
        StartKeepAlive(Broker.KeepAlive);
        if (!connack.SessionPresent)
        {
            _qos2.Clear();
            _mustForgetQos2 = true;
            if (_wasEverConnected && !_askedForCleanStart && _settings.SessionExpirySeconds > 0)
                Notice(MqttNoticeKind.SessionLost, "the broker has no session of ours; subscribing and publishing again");
        }
        if (_mustForgetQos2)
            _actions.Enqueue(new SessionAction.ForgetQos2());
        _actions.Enqueue(new SessionAction.Connected(Broker));
        ResumeSubscriptions(isNeeded: !connack.SessionPresent || !_wasEverConnected);
        ResumePublishes(connack.SessionPresent);
        _wasEverConnected = true;
    }

    /// <summary>The application's store is clear. Until it says so each connection asks again: an old identifier would swallow a new message.</summary>
    public void Qos2Forgotten() => _mustForgetQos2 = false;

    private ConnectedInfo Facts(Connack c) => new()
    {
        Protocol = _isV5 ? MqttProtocol.V5 : MqttProtocol.V311,
        SessionPresent = c.SessionPresent,
        ClientId = _clientId,
        KeepAlive = c.ServerKeepAlive is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromSeconds(Math.Floor(_settings.KeepAlive.TotalSeconds)),
        SessionExpirySeconds = _isV5 ? c.SessionExpiry ?? _settings.SessionExpirySeconds : _askedForCleanStart ? 0 : uint.MaxValue,
        ReceiveMaximum = c.ReceiveMaximum,
        MaximumPacketSize = c.MaximumPacketSize,
        MaximumQos = c.MaximumQos,
        RetainAvailable = c.RetainAvailable,
        WildcardSubscriptionAvailable = c.WildcardAvailable,
        SubscriptionIdsAvailable = c.SubscriptionIdsAvailable,
        SharedSubscriptionAvailable = c.SharedAvailable,
        TopicAliasMaximum = c.TopicAliasMaximum,
        ResponseInformation = c.ResponseInformation,
        ReasonString = c.ReasonString,
        UserProperties = c.UserProperties ?? [],
    };

    private void OnAuth(ref PacketReader reader)
    {
        var auth = Auth.Decode(ref reader);
        if (IsFaulty(ref reader))
            return;
        if (_options.Authentication is not { } ours || (auth.Method is not null && auth.Method != ours.Method))
            Violation(ReasonCode.ProtocolError, "AUTH without authentication, or for another method [MQTT-4.12.0-5]");
        else if (auth.Code == ReasonCode.ContinueAuthentication)
            ContinueAuthentication(ours, auth.Data);
        else if (auth.Code != ReasonCode.Success || State != SessionState.Connected)
            Violation(ReasonCode.ProtocolError, $"AUTH with reason 0x{(byte)auth.Code:X2} does not belong here");
    }

    private void ContinueAuthentication(MqttAuthentication ours, byte[]? data)
    {
        try
        {
            PacketWriter.Auth(Output, ReasonCode.ContinueAuthentication, ours.Method, ours.Continue(data));
        }
        catch (Exception e)
        {
            Fail(DisconnectCause.Abandoned, ReasonCode.NotAuthorized, $"authentication method {ours.Method} failed: {e.Message}", e);
        }
    }

    /// <summary>MQTT 5, 4.12.1. Nothing on an open connection without authentication.</summary>
    public void Reauthenticate(long now)
    {
        _now = now;
        if (State == SessionState.Connected && _isV5 && _options.Authentication is { } ours)
            PacketWriter.Auth(Output, ReasonCode.Reauthenticate, ours.Method, ours.Begin());
    }
}
