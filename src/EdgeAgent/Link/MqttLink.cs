using EdgeAgent.Contract;
using EdgeAgent.Options;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAgent.Link;

/// <summary>
/// The session with the broker as an <see cref="IBrokerLink"/>: turns the configuration into the session's options and its callbacks into
/// events of the observer. Each connection has a new will, so that the session number distinguishes a late <c>lost</c> from the present session.
/// </summary>
internal sealed class MqttLink : IBrokerLink, IDisposable
{
    // This leaves time to renew a certificate by hand.
    private static readonly TimeSpan NoticeOfExpiry = TimeSpan.FromDays(14);
    private const int MostNamed = 100;

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly BrokerSession _session;
    private readonly ILinkObserver _observer;
    private readonly Func<long> _newSession;
    private readonly Func<long, TimeSpan, OutboundMessage> _will;
    private DateTimeOffset? _ownCertificateEnds;
    private long _number;
    private TimeSpan _asked;
    private long _wantedTicks;

    /// <param name="newSession">Makes the number of the next connection; called on the session's thread.</param>
    /// <param name="will">Makes the will of a connection from its number and keep-alive; called on the session's thread.</param>
    /// <exception cref="InvalidDataException">A file of the options has wrong content.</exception>
    public MqttLink(MqttOptions options, Topics topics, ILinkObserver observer, Func<long> newSession, Func<long, TimeSpan, OutboundMessage> will)
    {
        _observer = observer;
        _newSession = newSession;
        _will = will;
        _wantedTicks = options.KeepAlive.Ticks;
        _session = new BrokerSession(Complete(ClientSettings.From(options, topics.Device), topics));
    }

    public long QueuedBytes => _session.QueuedBytes;

    public void Start() => _session.Start();

    /// <summary>Disconnects in order, so that the broker discards the will. True when every publish was acknowledged.</summary>
    public bool Stop(TimeSpan patience) => _session.Stop(patience);

    public void Publish(OutboundMessage message)
    {
        _session.Publish(message.ToMqtt(), message.Token == 0 ? Name : o => ReportOutcome(message, o));
    }

    private void ReportOutcome(OutboundMessage message, PublishOutcome outcome)
    {
        if (outcome.IsSuccess && !message.IsAcknowledged) _observer.Left(message.Token);
        else _observer.Published(message.Token, outcome.IsSuccess, outcome.Text);
    }

    public void WantKeepAlive(TimeSpan keepAlive) => Interlocked.Exchange(ref _wantedTicks, keepAlive.Ticks);

    public void Reconnect() => _session.Reconnect();

    public void Leave() => _session.Leave();

    public void Return() => _session.Return();

    /// <summary>Publishes for a worker, which waits for the outcome on its own thread. Returns null without a connection, else whether the broker accepted the message.</summary>
    public async Task<bool?> TryPublishAsync(OutboundMessage message, CancellationToken stop)
    {
        if (!_session.IsConnected) return null;
        var outcome = await _session.PublishAsync(message.ToMqtt()).WaitAsync(stop).ConfigureAwait(false);
        return outcome.IsSuccess;
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Logs the failure of a publish whose outcome nobody awaits, once for each text and connection.</summary>
    private void Name(PublishOutcome outcome)
    {
        if (outcome.Status is not (PublishStatus.Refused or PublishStatus.Invalid or PublishStatus.QueueFull)) return;
        if (_named.Count < MostNamed && _named.Add(outcome.Text)) _observer.Noticed($"not published: {outcome.Text}", Alerts.PublishRefused);
    }

    private void NameCertificates(BrokerFacts facts)
    {
        NameCertificate("of the broker", facts.CertificateEnds);
        NameCertificate("of this device", _ownCertificateEnds);
    }

    private void NameCertificate(string whose, DateTimeOffset? ends)
    {
        if (ends is { } at && at - TimeProvider.System.GetUtcNow() < NoticeOfExpiry)
        {
            _observer.Noticed($"the certificate {whose} ends at {at:yyyy-MM-dd HH:mm} UTC; after that there is no connection", Alerts.CertificateExpiring);
        }
    }

    // QoS 1: task ids remove duplicates, and with QoS 2 whole windows would be repeated after a kill.
    private static MqttTopicFilter Filter(string topic) =>
        new() { Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce, NoLocal = true, RetainAsPublished = true };

    private SessionOptions Complete(SessionOptions settings, Topics topics)
    {
        settings.CleanStart = false;
        settings.Filters = [.. topics.Subscriptions.Select(Filter)];
        settings.OnConnecting += attempt =>
        {
            _number = _newSession();
            attempt.KeepAlive = _asked = TimeSpan.FromTicks(Interlocked.Read(ref _wantedTicks));
            if (attempt.Tls?.ClientCertificate is { } own) _ownCertificateEnds = new DateTimeOffset(own.NotAfter.ToUniversalTime());
            else _ownCertificateEnds = null;
            attempt.Will = _will(_number, _asked).ToMqtt();
        };
        settings.OnConnected = f =>
        {
            _named.Clear();
            _observer.Connected(new LinkFacts(_number, f.IsV5 ? "5" : "3.1.1", f.SessionPresent, f.KeepAlive) { Asked = _asked, LargestPacket = f.MaximumPacketSize });
            NameCertificates(f);
        };
        settings.OnDisconnected = l => _observer.Disconnected(Describe(l), l.IsTakeover ? Alerts.DuplicateId : null);
        settings.OnReceived = b => _observer.Arrived(b);
        settings.OnWarning = Warned;
        return settings;
    }

    private void Warned(LinkWarning warning)
    {
        _observer.Noticed(warning.Text, warning.Kind switch
        {
            WarningKind.DuplicateClientId => Alerts.DuplicateId,
            WarningKind.SubscriptionRefused => Alerts.SubscriptionRefused,
            WarningKind.TopicSetAside => Alerts.TopicSetAside,
            WarningKind.Note or WarningKind.MachineSlept => null,
        });
        // The session notices it first: only its timer is ended by a suspension.
        if (warning.Kind == WarningKind.MachineSlept) _observer.MachineSlept();
    }

    private static string Describe(ConnectionLoss loss)
    {
        if (loss.RetryIn is { } wait)
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{loss.Reason}; next attempt in {wait.TotalSeconds:0.#} s");
        }

        return loss.Reason;
    }
}
