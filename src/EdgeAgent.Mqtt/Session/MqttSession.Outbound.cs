using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Session;

internal sealed partial class MqttSession
{
    private readonly PacketIdSource _ids = new();
    private readonly Queue<OutboundPublish> _waiting = new();
    private readonly Dictionary<ushort, OutboundPublish> _inFlight = [];
    /// <summary>Sent on an earlier connection, to be sent again on this one, oldest first [MQTT-4.4.0-1].</summary>
    private readonly Queue<OutboundPublish> _again = new();
    private readonly Dictionary<string, ushort> _outboundAliases = new(StringComparer.Ordinal);
    private long _sequence;

    private bool HasUnfinishedPublishes => _waiting.Count + _inFlight.Count + _again.Count > 0;

    // 3.1.1 cannot say how much a broker takes. mosquitto takes 20 by default and mislays QoS 2 publishes beyond that.
    private const int SendWindow311 = 20;

    private int SendWindow => Math.Min(_options.OutboundInFlightLimit, _isV5 ? Broker.ReceiveMaximum : SendWindow311);

    /// <param name="isFull">The queue is over its bound: answer so instead of sending.</param>
    public void Publish(OutboundPublish publish, bool isFull, long now)
    {
        _now = now;
        publish.AcceptedAt = now;
        publish.Sequence = ++_sequence;
        if (TopicRules.MessageFault(publish.Message) is { } fault)
            Complete(publish, PublishStatus.Invalid, ReasonCode.TopicNameInvalid, fault);
        else if (State == SessionState.Ended || _isStopping)
            Complete(publish, PublishStatus.Stopped);
        else if (isFull)
            Complete(publish, PublishStatus.QueueFull);
        else if (publish.Message.Qos == QualityOfService.AtMostOnce)
            SendOnce(publish);
        else
            _waiting.Enqueue(publish);
        Pump();
    }

    private void SendOnce(OutboundPublish publish)
    {
        if (State != SessionState.Connected)
            Complete(publish, PublishStatus.NotConnected);
        else if (TrySend(publish, duplicate: false))
            Complete(publish, PublishStatus.Done);
    }

    /// <summary>Sends as much as broker and options allow to be in flight.</summary>
    private void Pump()
    {
        if (State != SessionState.Connected)
            return;
        while (_inFlight.Count < SendWindow && _again.TryDequeue(out var old))
            SendAgain(old);
        while (_again.Count == 0 && _inFlight.Count < SendWindow && !_ids.IsExhausted && _waiting.TryDequeue(out var next))
        {
            next.PacketId = _ids.Take();
            if (TrySend(next, duplicate: false))
                Track(next, next.Message.Qos == QualityOfService.AtLeastOnce ? PublishStage.AwaitingPuback : PublishStage.AwaitingPubrec);
        }
    }

    private void Track(OutboundPublish publish, PublishStage stage)
    {
        publish.Stage = stage;
        _inFlight[publish.PacketId] = publish;
    }

    private void SendAgain(OutboundPublish publish)
    {
        if (publish.Stage == PublishStage.AwaitingPubcomp)
        {
            PacketWriter.Acknowledge(Output, PacketType.Pubrel, publish.PacketId);
            _inFlight[publish.PacketId] = publish;
        }
        else if (TrySend(publish, duplicate: true))
        {
            _inFlight[publish.PacketId] = publish;
        }
    }

    /// <summary>False: completed with the reason why it cannot be sent, its identifier is free again.</summary>
    private bool TrySend(OutboundPublish publish, bool duplicate)
    {
        var message = publish.Message;
        if (message.Qos > Broker.MaximumQos)
            return Refuse(publish, PublishStatus.NotSupported, ReasonCode.QosNotSupported, $"the broker takes at most QoS {(int)Broker.MaximumQos}");
        if (message.Retain && !Broker.RetainAvailable)
            return Refuse(publish, PublishStatus.NotSupported, ReasonCode.RetainNotSupported, "the broker keeps no messages");
        if (!TryRemainingExpiry(publish, out var expiry))
            return Refuse(publish, PublishStatus.Expired, ReasonCode.Success, "the message expired before it could be sent");
        var header = new PublishHeader(publish.PacketId, duplicate, 0, false, expiry);
        if (PublishWriter.Size(_isV5, message, header) > Broker.MaximumPacketSize - AliasBytes(message))
            return Refuse(publish, PublishStatus.TooLarge, ReasonCode.PacketTooLarge, $"the broker takes packets of at most {Broker.MaximumPacketSize} bytes");
        PublishWriter.Write(Output, _isV5, message, WithAlias(header, message.Topic));
        return true;
    }

    private bool Refuse(OutboundPublish publish, PublishStatus status, ReasonCode code, string text)
    {
        _ids.Release(publish.PacketId);
        Complete(publish, status, code, text);
        return false;
    }

    private bool TryRemainingExpiry(OutboundPublish publish, out uint? expiry)
    {
        expiry = publish.Message.Properties?.MessageExpirySeconds;
        if (expiry is not { } total)
            return true;
        var waited = (_now - publish.AcceptedAt) / 1000;
        // One that was sent before must be sent again whatever its age: the broker's side of the exchange is open.
        var isOpen = publish.Stage != PublishStage.Waiting;
        expiry = waited < total ? total - (uint)waited : 0;
        return isOpen || waited < total || total == 0;
    }

    // An alias adds 3 bytes, and the length of the properties may grow by one.
    private int AliasBytes(MqttMessage message) => _isV5 && AliasLimit > 0 && message.Topic.Length > 0 ? 4 : 0;

    private int AliasLimit => Math.Min(_options.OutboundTopicAliases, Broker.TopicAliasMaximum);

    private PublishHeader WithAlias(PublishHeader header, string topic)
    {
        if (_outboundAliases.TryGetValue(topic, out var alias))
            return header with { TopicAlias = alias, OmitTopic = true };
        if (_outboundAliases.Count >= AliasLimit)
            return header;
        alias = (ushort)(_outboundAliases.Count + 1);
        _outboundAliases.Add(topic, alias);
        return header with { TopicAlias = alias };
    }

    private void OnPuback(ref PacketReader reader)
    {
        var ack = Acknowledgement.Decode(PacketType.Puback, ref reader, _isV5);
        if (!IsFaulty(ref reader) && Expect(ack.PacketId, PublishStage.AwaitingPuback, PacketType.Puback) is { } publish)
            Finish(publish, ack);
    }

    private void OnPubrec(ref PacketReader reader)
    {
        var ack = Acknowledgement.Decode(PacketType.Pubrec, ref reader, _isV5);
        if (IsFaulty(ref reader))
            return;
        if (!_inFlight.TryGetValue(ack.PacketId, out var publish))
        {
            // The broker remembers an exchange that we do not: let it end (MQTT 5, 4.3.3).
            if (!ack.Code.IsFailure())
                PacketWriter.Acknowledge(Output, PacketType.Pubrel, ack.PacketId, _isV5 ? ReasonCode.PacketIdentifierNotFound : ReasonCode.Success);
            return;
        }
        if (publish.Stage is not (PublishStage.AwaitingPubrec or PublishStage.AwaitingPubcomp))
        {
            Violation(ReasonCode.ProtocolError, $"PUBREC for identifier {ack.PacketId}, which is not of QoS 2");
            return;
        }
        if (ack.Code.IsFailure())
        {
            Finish(publish, ack);
            return;
        }
        publish.Stage = PublishStage.AwaitingPubcomp;
        PacketWriter.Acknowledge(Output, PacketType.Pubrel, ack.PacketId);
    }

    private void OnPubcomp(ref PacketReader reader)
    {
        var ack = Acknowledgement.Decode(PacketType.Pubcomp, ref reader, _isV5);
        if (IsFaulty(ref reader) || Expect(ack.PacketId, PublishStage.AwaitingPubcomp, PacketType.Pubcomp) is not { } publish)
            return;
        // "Not found" in PUBCOMP: the broker has released it already, and that is what was wanted.
        Finish(publish, ack.Code == ReasonCode.PacketIdentifierNotFound ? ack with { Code = ReasonCode.Success } : ack);
    }

    private OutboundPublish? Expect(ushort id, PublishStage stage, PacketType type)
    {
        if (!_inFlight.TryGetValue(id, out var publish))
        {
            Notice(MqttNoticeKind.UnexpectedAcknowledgement, $"{type} for identifier {id}, which is not in flight");
            return null;
        }
        if (publish.Stage == stage)
            return publish;
        Violation(ReasonCode.ProtocolError, $"{type} for identifier {id}, which is {publish.Stage}");
        return null;
    }

    private void Finish(OutboundPublish publish, Acknowledgement ack)
    {
        _inFlight.Remove(publish.PacketId);
        _ids.Release(publish.PacketId);
        var status = ack.Code.IsFailure() ? PublishStatus.Refused : PublishStatus.Done;
        var isPlain = ack is { Code: ReasonCode.Success, ReasonString: null, UserProperties: null };
        _actions.Enqueue(new SessionAction.Published(publish,
            isPlain ? PublishResult.Ok : new PublishResult(status, ack.Code, ack.ReasonString, ack.UserProperties ?? [])));
        Pump();
        TryFinishStop();
    }

    private void Complete(OutboundPublish publish, PublishStatus status, ReasonCode code = ReasonCode.Success, string? text = null) =>
        _actions.Enqueue(new SessionAction.Published(publish, status == PublishStatus.Done ? PublishResult.Ok : PublishResult.Of(status, code, text)));

    /// <summary>A session that is still there continues its exchanges under the same identifiers; a new one gets everything unacknowledged anew.</summary>
    private void ResumePublishes(bool sessionPresent)
    {
        // A second loss may leave both: those sent on the last connection and those that had no turn on it.
        var old = _inFlight.Values.Concat(_again).OrderBy(p => p.Sequence).ToList();
        _inFlight.Clear();
        _again.Clear();
        if (sessionPresent)
        {
            old.ForEach(_again.Enqueue);
        }
        else
        {
            foreach (var publish in old)
            {
                _ids.Release(publish.PacketId);
                publish.Stage = PublishStage.Waiting;
            }
            var later = _waiting.ToArray();
            _waiting.Clear();
            foreach (var publish in old.Concat(later))
                _waiting.Enqueue(publish);
        }
        Pump();
    }
}
