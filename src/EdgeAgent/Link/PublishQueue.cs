using MQTTnet;
using MQTTnet.Formatter;

namespace EdgeAgent.Link;

/// <summary>
/// What is to be published: waits for the connection, keeps to the broker's limits, is sent again when a connection ends before its
/// acknowledgement. Owned by the link's thread.
/// </summary>
/// <param name="limit">Publishes of QoS 1 and 2 in flight at a time; the broker's own word lowers it.</param>
/// <param name="finished">Called for each publish exactly once.</param>
internal sealed class PublishQueue(int limit, Action<QueuedPublish, PublishOutcome> finished, Action<string> notice)
{
    // 3.1.1 cannot say how much a broker takes; mosquitto takes 20 by default.
    private const int Window311 = 20;

    // A broker that closes because of a packet does so at once.
    private const long BlameMs = 3_000;

    // Around topic and payload: header, identifier, our properties. Exact sizes are only looked at near the limit.
    private const int HeaderRoom = 1024;

    private readonly LinkedList<QueuedPublish> _waiting = new();
    private readonly LinkedList<QueuedPublish> _inFlight = new();
    private readonly SetAsideTopics _setAside = new();
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private int _suspects;
    private long _answeredAtMs;

    public bool IsEmpty => _waiting.Count + _inFlight.Count == 0;

    public bool HasInFlight => _inFlight.Count > 0;

    /// <summary>Since when the broker answers nothing although a publish waits for it, boot clock; null when none does.</summary>
    public long? UnansweredSinceMs => _inFlight.First is { } oldest ? Math.Max(oldest.Value.SentAtMs, _answeredAtMs) : null;

    public void Add(QueuedPublish publish) => _waiting.AddLast(publish);

    /// <summary>Sends as much as broker and options allow to be in flight.</summary>
    /// <param name="send">Begins to send, and reports by <see cref="Answered"/> later.</param>
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

    /// <summary>The broker's answer. A publish that is not in flight belongs to a connection that has ended, and is ignored.</summary>
    public void Answered(QueuedPublish publish, PublishOutcome outcome, long nowMs)
    {
        _answeredAtMs = nowMs;
        if (!_inFlight.Remove(publish)) return;
        _setAside.Taken(publish.Topic, publish.PayloadBytes);
        Finish(publish, outcome);
    }

    /// <summary>The connection has ended: what was in flight waits again, ahead of the rest.</summary>
    /// <param name="isBlamed">The broker closed, and no other packet of ours explains it.</param>
    /// <returns>The topics that are set aside by it.</returns>
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

    /// <summary>The same for a publish of QoS 0, which is never in flight. True when the topic is set aside by it.</summary>
    public bool ConnectionEndedAfter(string topic, long bytes, long nowMs) => _setAside.Fell(topic, bytes, nowMs);

    /// <summary>The broker cannot be reached either: that it went away explains the end of the last connection.</summary>
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
        int window = Math.Min(limit, facts.IsV5 ? facts.ReceiveMaximum : Window311);
        return _inFlight.Count < (_suspects > 0 ? 1 : window);
    }

    /// <summary>True when it is set aside. Several of one topic in flight are one suspicion.</summary>
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
        string text = $"{publish.Topic}: too large for the broker by {size - facts.MaximumPacketSize} bytes; it takes packets of at most {facts.MaximumPacketSize}";
        if (_named.Add(publish.Topic)) notice(text);
        return new(PublishStatus.TooLarge, text);
    }

    private static bool IsExpired(QueuedPublish publish, long nowMs) =>
        publish.Message.MessageExpiryInterval is > 0 and { } expiry && nowMs - publish.AcceptedAtMs >= expiry * 1000L;

    /// <summary>Of the packet, bytes; a lower bound where that is far from the limit.</summary>
    private static long Size(MqttApplicationMessage message, BrokerFacts facts)
    {
        long least = message.Payload.Length + message.Topic.Length;
        if (least + HeaderRoom <= facts.MaximumPacketSize || least > facts.MaximumPacketSize) return least;
        var packet = MqttPublishPacketFactory.Create(message);
        packet.PacketIdentifier = 1;
        var version = facts.IsV5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311;
        return new MqttPacketFormatterAdapter(version, new MqttBufferWriter(HeaderRoom, HeaderRoom)).Encode(packet).Length;
    }

    /// <summary>The message as this broker takes it: its QoS and retain flag, and what is left of its life.</summary>
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
