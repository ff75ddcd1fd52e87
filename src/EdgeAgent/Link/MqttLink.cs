using EdgeAgent.Contract;
using EdgeAgent.Loop;
using EdgeAgent.Mqtt;
using EdgeAgent.Options;

namespace EdgeAgent.Link;

/// <summary>
/// Our MQTT client as an <see cref="IBrokerLink"/>: options in, events to the inbox out. The will is made anew for each connection, so
/// that a late <c>lost</c> can be told from the present life by its session number.
/// </summary>
public sealed class MqttLink : IBrokerLink, IDisposable
{
    // A group commit takes all that arrived; 200 rows fit one flush and little memory.
    private const int Window = 200;

    // Larger than the largest document that we take, so that too large ones can be refused with a reason.
    private const uint LargestPacket = 1024 * 1024;

    private readonly MqttClient _client;
    private readonly Inbox _inbox;
    private readonly Func<long> _newSession;
    private readonly Func<long, TimeSpan, OutboundMessage> _will;
    private long _session;
    private TimeSpan _asked;
    private long _wantedTicks;

    /// <param name="newSession">Number of the next connection; called on the client's thread.</param>
    /// <param name="will">The will of a connection by its number and keep-alive; called on the client's thread.</param>
    /// <exception cref="ArgumentException">An option that only the client can judge is wrong.</exception>
    public MqttLink(MqttOptions options, Topics topics, Inbox inbox, IInboundQos2Store ids, Func<long> newSession, Func<long, TimeSpan, OutboundMessage> will)
    {
        _inbox = inbox;
        _newSession = newSession;
        _will = will;
        _wantedTicks = options.KeepAlive.Ticks;
        _client = new MqttClient(Complete(ClientSettings.From(options, topics.Device), topics, (QualityOfService)options.SubscriptionQos, ids));
    }

    public void Start() => _client.Start();

    /// <summary>Says goodbye; the will is discarded. True when everything had been acknowledged.</summary>
    public bool Stop(TimeSpan patience) => _client.Stop(ReasonCode.Success, patience);

    public void Publish(OutboundMessage message)
    {
        long token = message.Token;
        Action<PublishResult>? completed = token == 0 ? null : r => _inbox.Post(new AgentEvent.Published(token, r.IsSuccess, Describe(r)));
        _client.Publish(ToMqtt(message), completed);
    }

    public void WantKeepAlive(TimeSpan keepAlive) => Interlocked.Exchange(ref _wantedTicks, keepAlive.Ticks);

    public void Reconnect() => _client.Reconnect();

    public void Leave() => _client.Leave();

    public void Return() => _client.Return();

    /// <summary>For workers, which wait for the outcome on threads of their own. Null without a connection, else whether the broker took it.</summary>
    public async Task<bool?> TryPublishAsync(OutboundMessage message, CancellationToken stop)
    {
        if (!_client.IsConnected) return null;
        var result = await _client.PublishAsync(ToMqtt(message)).WaitAsync(stop).ConfigureAwait(false);
        return result.IsSuccess;
    }

    public void Dispose() => _client.Dispose();

    private static MqttMessage ToMqtt(OutboundMessage message) => new()
    {
        Topic = message.Topic,
        Payload = message.Payload,
        Qos = message.IsAcknowledged ? QualityOfService.AtLeastOnce : QualityOfService.AtMostOnce,
        Retain = message.IsRetained,
        Properties = new PublishProperties
        {
            PayloadIsText = true,
            ContentType = "application/json",
            MessageExpirySeconds = message.ExpirySeconds,
            CorrelationData = message.CorrelationData,
        },
    };

    private static string Describe(PublishResult result) =>
        result.Status == PublishStatus.Refused ? $"{result.ReasonCode} {result.ReasonString}".Trim() : result.Status.ToString();

    private MqttClientOptions Complete(MqttClientOptions settings, Topics topics, QualityOfService qos, IInboundQos2Store ids)
    {
        settings.CleanStart = false;
        settings.ReceiveMaximum = Window;
        settings.MaximumPacketSize = LargestPacket;
        settings.InboundQos2 = ids;
        settings.Subscriptions = [.. topics.Subscriptions.Select(f => new MqttSubscription(f, qos) { NoLocal = true, RetainAsPublished = true })];
        settings.OnConnecting = c =>
        {
            _session = _newSession();
            c.KeepAlive = _asked = TimeSpan.FromTicks(Interlocked.Read(ref _wantedTicks));
            c.Will = new MqttWill { Message = ToMqtt(_will(_session, _asked)) };
        };
        settings.OnConnected = f => _inbox.Post(new AgentEvent.Connected(
            new LinkFacts(_session, f.Protocol == MqttProtocol.V311 ? "3.1.1" : "5", f.SessionPresent, f.KeepAlive) { Asked = _asked }));
        settings.OnDisconnected = d => _inbox.Post(new AgentEvent.Disconnected(
            Retry(d), d.Cause == DisconnectCause.DuplicateClientId ? Alerts.DuplicateId : null));
        settings.OnReceived = b => _inbox.Post(new AgentEvent.Arrived(
            new InboundBatch([.. b.Messages.Select(ToInbound)], b.ReleasedIds, b.Acknowledge, b.Abandon)));
        settings.OnNotice = Noticed;
        return settings;
    }

    private void Noticed(MqttNotice notice)
    {
        _inbox.Post(new AgentEvent.LinkNotice(notice.Text, notice.Kind switch
        {
            MqttNoticeKind.DuplicateClientId => Alerts.DuplicateId,
            MqttNoticeKind.SubscriptionNotGranted => Alerts.SubscriptionRefused,
            _ => null,
        }));
        // The client sees it first: its timer is the only one of the process that a suspension ends.
        if (notice.Kind == MqttNoticeKind.MachineSlept) _inbox.Post(new AgentEvent.MachineSlept());
    }

    private static string Retry(DisconnectedInfo d) => d.RetryIn is { } wait
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{d.Reason}; next attempt in {wait.TotalSeconds:0.#} s")
        : d.Reason;

    private static InboundMessage ToInbound(ReceivedMessage m) => new(m.Topic, m.Payload)
    {
        IsRetained = m.IsRetained,
        ExpirySeconds = m.Properties?.MessageExpirySeconds,
        ResponseTopic = m.Properties?.ResponseTopic,
        CorrelationData = m.Properties?.CorrelationData,
        ExactlyOnceId = m.Qos == QualityOfService.ExactlyOnce ? m.PacketId : null,
    };
}
