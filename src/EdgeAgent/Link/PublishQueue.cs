using MQTTnet;
using MQTTnet.Formatter;

namespace EdgeAgent.Link;

/// <summary>
/// The queue of publishes: it waits for the connection, respects the broker's limits, and sends a publish again when a connection ends
/// before its acknowledgement. Owned by the session's thread.
/// </summary>
/// <param name="limit">Most publishes of QoS 1 and 2 in flight; the broker's receive maximum can lower it.</param>
/// <param name="finished">Called for each publish exactly once.</param>
internal sealed class PublishQueue(int limit, Action<QueuedPublish, PublishOutcome> finished, Action<string> notice)
{
    // On 3.1.1 a broker cannot announce its receive maximum; mosquitto's default is 20.
    private const int Window311 = 20;

    // A broker that closes because of a packet does so within this time.
    private const long BlameMs = 3_000;

    // Room for header, identifier and properties. The exact size is computed only near the limit.
    private const int HeaderRoom = 1024;

    private readonly LinkedList<QueuedPublish> _waiting = new();
    private readonly LinkedList<QueuedPublish> _inFlight = new();
    private readonly SetAsideTopics _setAside = new();
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private int _suspects;
    private long _answeredAtMs;

    public bool IsEmpty => _waiting.Count + _inFlight.Count == 0;

    public bool HasInFlight => _inFlight.Count > 0;

    /// <summary>Boot clock time since which the broker has acknowledged nothing although a publish is in flight; null when none is.</summary>
    public long? UnansweredSinceMs => _inFlight.First is { } oldest ? Math.Max(oldest.Value.SentAtMs, _answeredAtMs) : null;

    public void Add(QueuedPublish publish) => _waiting.AddLast(publish);

    /// <summary>Sends as many publishes as broker and options allow to be in flight.</summary>
    /// <param name="send">Begins to send a publish; <see cref="Answered"/> is called later.</param>
    public void Pump(BrokerFacts facts, long nowMs, Action<QueuedPublish, MqttApplicationMessage> send)
    {
        while (_waiting.First is { } next && HasRoom(facts, next.Value))
        {
            _waiting.RemoveFirst();
            SendOne(next.Value, facts, nowMs, send);
        }
    }

    public void SendOne(QueuedPublish publish, BrokerFacts facts, long nowMs, Action<QueuedPublish, MqttApplicationMessage> send)
    {
        var message = Adapt(publish, facts, nowMs);
        if (Fault(publish, message, facts, nowMs) is { } fault)
        {
            Finish(publish, fault);
            return;
        }

        publish.SentAtMs = nowMs;
        _inFlight.AddLast(publish);
        send(publish, message);
    }

    /// <summary>The broker answered a publish. A publish that is not in flight belongs to an ended connection and is ignored.</summary>
    public void Answered(QueuedPublish publish, PublishOutcome outcome, long nowMs)
    {
        _answeredAtMs = nowMs;
        if (!_inFlight.Remove(publish)) return;
        _setAside.Taken(publish.Topic, publish.PayloadBytes);
        Finish(publish, outcome);
    }

    /// <summary>The connection has ended: publishes in flight wait again, ahead of the rest.</summary>
    /// <param name="isBlamed">The broker closed, and no other packet explains that.</param>
    /// <returns>The topics that are now set aside.</returns>
    public IReadOnlyList<string> ConnectionEnded(bool isBlamed, long nowMs)
    {
        var setAside = new List<string>();
        var blamed = new HashSet<string>(StringComparer.Ordinal);
        while (_inFlight.Last is { } last)
        {
            _inFlight.RemoveLast();
            var publish = last.Value;
            if (isBlamed && nowMs - publish.SentAtMs < BlameMs && Blame(publish, blamed.Add(publish.Topic), nowMs)) setAside.Add(publish.Topic);
            else if (!publish.IsAcknowledged) Finish(publish, new(PublishStatus.NotConnected, $"{publish.Topic}: the connection ended"));
            else _waiting.AddFirst(publish);
        }

        return setAside;
    }

    /// <summary>The connection has ended after a publish of QoS 0, which is never in flight. True when its topic is now set aside.</summary>
    public bool ConnectionEndedAfter(string topic, long bytes, long nowMs) => _setAside.Fell(topic, bytes, nowMs);

    /// <summary>The broker cannot be reached: its absence explains the end of the last connection.</summary>
    public void Forgive()
    {
        _setAside.Forgive();
        foreach (var publish in _waiting) publish.IsSuspect = false;
        _suspects = 0;
    }

    public void Stop()
    {
        foreach (var publish in _inFlight.Concat(_waiting).ToList()) finished(publish, new(PublishStatus.Stopped, $"{publish.Topic}: the link has ended"));
        _inFlight.Clear();
        _waiting.Clear();
    }

    // Suspects are sent one at a time, so that the next close identifies the one that caused it.
    private bool HasRoom(BrokerFacts facts, QueuedPublish next)
    {
        if (!next.IsAcknowledged) return true;
        if (_suspects > 0) return _inFlight.Count == 0;
        return _inFlight.Count < Math.Min(limit, facts.IsV5 ? facts.ReceiveMaximum : Window311);
    }

    /// <summary>Blames a publish for the end of the connection. True when it is now set aside. Several in flight on one topic count once.</summary>
    private bool Blame(QueuedPublish publish, bool isFirstOfTopic, long nowMs)
    {
        if (!isFirstOfTopic || !_setAside.Fell(publish.Topic, publish.PayloadBytes, nowMs))
        {
            if (!publish.IsSuspect) _suspects++;
            publish.IsSuspect = true;
            return false;
        }

        Finish(publish, new(PublishStatus.SetAside, $"{publish.Topic}: the broker closes the connection after it ({publish.PayloadBytes} bytes); set aside"));
        return true;
    }

    private void Finish(QueuedPublish publish, PublishOutcome outcome)
    {
        if (publish.IsSuspect) _suspects = Math.Max(0, _suspects - 1);
        publish.IsSuspect = false;
        finished(publish, outcome);
    }

    private PublishOutcome? Fault(QueuedPublish publish, MqttApplicationMessage message, BrokerFacts facts, long nowMs)
    {
        if (_setAside.Holds(publish.Topic, publish.PayloadBytes, nowMs))
        {
            return new(PublishStatus.SetAside, $"{publish.Topic}: set aside, as the broker closed the connection after such a message");
        }

        if (IsExpired(publish, nowMs)) return new(PublishStatus.Expired, $"{publish.Topic}: the message expired before it could be sent");
        long size = Size(message, facts);
        if (size <= facts.MaximumPacketSize) return null;
        string text = $"{publish.Topic}: too large for the broker by {size - facts.MaximumPacketSize} bytes; it accepts packets of at most {facts.MaximumPacketSize}";
        if (_named.Add(publish.Topic)) notice(text);
        return new(PublishStatus.TooLarge, text);
    }

    private static bool IsExpired(QueuedPublish publish, long nowMs) =>
        publish.Message.MessageExpiryInterval is > 0 and { } expiry && nowMs - publish.AcceptedAtMs >= expiry * 1000L;

    /// <summary>Size of the packet, bytes; a lower bound when it is far from the limit.</summary>
    private static long Size(MqttApplicationMessage message, BrokerFacts facts)
    {
        long least = message.Payload.Length + message.Topic.Length;
        if (least + HeaderRoom <= facts.MaximumPacketSize || least > facts.MaximumPacketSize) return least;
        var packet = MqttPublishPacketFactory.Create(message);
        packet.PacketIdentifier = 1;
        var version = facts.IsV5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311;
        return new MqttPacketFormatterAdapter(version, new MqttBufferWriter(HeaderRoom, HeaderRoom)).Encode(packet).Length;
    }

    /// <summary>The message as this broker accepts it: with its QoS and retain flag, and the remaining expiry.</summary>
    private static MqttApplicationMessage Adapt(QueuedPublish publish, BrokerFacts facts, long nowMs)
    {
        var m = publish.Message;
        bool isTaken = m.QualityOfServiceLevel <= facts.MaximumQos && (!m.Retain || facts.RetainAvailable) && m.MessageExpiryInterval == 0;
        if (isTaken) return m;
        return new MqttApplicationMessage
        {
            Topic = m.Topic,
            Payload = m.Payload,
            QualityOfServiceLevel = m.QualityOfServiceLevel <= facts.MaximumQos ? m.QualityOfServiceLevel : facts.MaximumQos,
            Retain = m.Retain && facts.RetainAvailable,
            ContentType = m.ContentType,
            CorrelationData = m.CorrelationData,
            ResponseTopic = m.ResponseTopic,
            PayloadFormatIndicator = m.PayloadFormatIndicator,
            UserProperties = m.UserProperties,
            MessageExpiryInterval = Remaining(publish, nowMs),
        };
    }

    private static uint Remaining(QueuedPublish publish, long nowMs)
    {
        uint total = publish.Message.MessageExpiryInterval;
        long waited = (nowMs - publish.AcceptedAtMs) / 1000;
        if (waited < total) return total - (uint)waited;
        return total;
    }
}
