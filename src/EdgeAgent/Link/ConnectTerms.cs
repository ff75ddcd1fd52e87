using EdgeAgent.Options;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAgent.Link;

/// <summary>
/// Features that CONNECT asks for: all at first, fewer after a broker has refused them. Remembers across connections which version works,
/// and whether the broker should still have the session. Does no I/O.
/// </summary>
internal sealed class ConnectTerms(SessionOptions options)
{
    private const string NoRetain = "the broker keeps no retained messages: dashboards that connect later do not see the state until the next one is published";

    private bool _isVersionKnown;
    private bool _isCleanStart = options.CleanStart;
    private bool _wasEverAccepted;
    private bool _isWithoutRetain;
    private bool _isWithoutQos;
    private bool _isRetainNamed;

    public bool IsV5 { get; private set; } = options.Protocol != ProtocolChoice.V311;

    /// <summary>Makes the library's options for one attempt.</summary>
    public MqttClientOptions Connect(AttemptSettings settings)
    {
        var connect = new MqttClientOptions
        {
            ProtocolVersion = IsV5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311,
            ClientId = options.ClientId,
            CleanSession = _isCleanStart,
            SessionExpiryInterval = options.SessionExpirySeconds,
            ReceiveMaximum = options.ReceiveMaximum,
            MaximumPacketSize = (uint)options.LargestPacket,
            // No topic aliases: the library does not resolve them.
            TopicAliasMaximum = 0,
            Timeout = options.ConnectTimeout,
        };
        if (settings.UserName is { } name) connect.Credentials = new MqttClientCredentials(name, settings.Password);
        if (settings.Will is { } will) SetWill(connect, will);
        return connect;
    }

    /// <summary>Limits what the broker announced in CONNACK by what it has refused since then.</summary>
    public BrokerFacts Limit(BrokerFacts announced) => announced with
    {
        RetainAvailable = announced.RetainAvailable && !_isWithoutRetain,
        MaximumQos = _isWithoutQos ? MqttQualityOfServiceLevel.AtMostOnce : announced.MaximumQos,
    };

    /// <summary>Omits a feature after a failed attempt or a connection that the broker ended. Returns a line for the log, and the next attempt follows at once; null when omitting would not help.</summary>
    public string? AskForLess(ConnectionLoss loss)
    {
        if (loss.Code == ReasonWords.RetainNotSupported && !_isWithoutRetain)
        {
            _isWithoutRetain = true;
            return NoRetain;
        }

        if (loss.Code == ReasonWords.QosNotSupported && !_isWithoutQos)
        {
            _isWithoutQos = true;
            return "the broker supports only QoS 0: the will and all messages may be lost";
        }

        if (!IsVersionRefused(loss)) return null;
        IsV5 = false;
        return $"{loss.Reason}; trying MQTT 3.1.1";
    }

    /// <summary>An attempt failed, and the next one follows after a wait. It begins with MQTT 5 again, because 3.1.1 did not work either.</summary>
    public void Failed()
    {
        if (!_isVersionKnown && options.Protocol == ProtocolChoice.Auto) IsV5 = true;
    }

    /// <summary>The broker has accepted the connection.</summary>
    /// <returns>Lines for the log, and whether the broker has no subscriptions of this client.</returns>
    public (IReadOnlyList<string> Notices, bool IsWithoutSubscriptions) Accepted(BrokerFacts facts)
    {
        var notices = new List<string>();
        if (!facts.RetainAvailable && !_isRetainNamed) notices.Add(NoRetain);
        if (!facts.SessionPresent && _wasEverAccepted && !_isCleanStart) notices.Add("the broker has no session of this device; subscribing again");
        bool isWithoutSubscriptions = !facts.SessionPresent || !_wasEverAccepted;
        _isRetainNamed |= !facts.RetainAvailable;
        _isVersionKnown = true;
        _wasEverAccepted = true;
        _isCleanStart &= options.SessionExpirySeconds == 0;
        return (notices, isWithoutSubscriptions);
    }

    private bool IsVersionRefused(ConnectionLoss loss) =>
        options.Protocol == ProtocolChoice.Auto && IsV5 && !_isVersionKnown
        && (loss.Cause == LossCause.ClosedBeforeAnswer || (loss.Cause == LossCause.Refused && loss.Code is ReasonWords.UnsupportedProtocolVersion or ReasonWords.UnacceptableVersion311));

    private void SetWill(MqttClientOptions connect, MqttApplicationMessage will)
    {
        connect.WillTopic = will.Topic;
        connect.WillPayload = System.Buffers.BuffersExtensions.ToArray(will.Payload);
        if (_isWithoutQos) connect.WillQualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce;
        else connect.WillQualityOfServiceLevel = will.QualityOfServiceLevel;
        connect.WillRetain = will.Retain && !_isWithoutRetain;
        connect.WillContentType = will.ContentType;
        connect.WillPayloadFormatIndicator = will.PayloadFormatIndicator;
    }
}
