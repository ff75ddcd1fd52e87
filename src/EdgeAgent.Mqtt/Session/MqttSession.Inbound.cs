using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Session;

internal sealed partial class MqttSession
{
    // What a message occupies beside topic and payload; keeps a flood of empty messages within the bound as well.
    private const int MessageOverhead = 128;

    private readonly PacketIdSet _qos2 = new();
    private readonly TopicCache _topics = new();
    private readonly Queue<ReceivedBatch> _batches = new();
    private readonly List<ReceivedMessage> _messages = [];
    private readonly List<ushort> _released = [];
    private readonly List<PendingAck> _acks = [];
    private string?[] _inboundAliases = [];
    private long _batchBytes;
    private long _unacknowledgedBytes;
    private int _toSkip;
    private int _inboundInFlight;
    private bool _isOvershootTold;

    /// <summary>Too much is unacknowledged: leave the bytes in the socket.</summary>
    public bool IsReadingPaused => _unacknowledgedBytes + _batchBytes > _options.MaximumUnacknowledgedBytes;

    /// <summary>How many bytes from the start of the unconsumed data the next packet needs, as far as known; at least 2.</summary>
    public int BytesNeeded { get; private set; } = 2;

    /// <summary>Takes whole packets from the data.</summary>
    /// <returns>How many bytes were consumed; offer the rest again together with what follows.</returns>
    public int Received(ReadOnlySpan<byte> data, long now)
    {
        _now = now;
        HeardFromBroker();
        var consumed = 0;
        while (State is SessionState.Handshaking or SessionState.Connected && !IsReadingPaused && TakePacket(data[consumed..], out var length))
            consumed += length;
        CloseBatch();
        return State is SessionState.Handshaking or SessionState.Connected ? consumed : data.Length;
    }

    private bool TakePacket(ReadOnlySpan<byte> data, out int length)
    {
        length = Math.Min(_toSkip, data.Length);
        _toSkip -= length;
        BytesNeeded = 2;
        if (length > 0)
            return true;
        BytesNeeded = Math.Max(2, data.Length + 1);
        var status = Frame.Read(data, out var frame);
        if (status == FrameStatus.Malformed)
            Violation(ReasonCode.MalformedPacket, "remaining length is longer than 4 bytes or not minimal");
        if (status != FrameStatus.Complete || !IsLegal(frame))
            return false;
        if (_options.MaximumPacketSize > 0 && frame.TotalLength > _options.MaximumPacketSize)
        {
            if (!_isV5 && frame.Type == PacketType.Publish)
                return TakeOversize(frame, data, out length);
            Violation(ReasonCode.PacketTooLarge, $"packet of {frame.TotalLength} bytes, at most {_options.MaximumPacketSize} are taken");
            return false;
        }
        BytesNeeded = frame.TotalLength;
        if (data.Length < frame.TotalLength)
            return false;
        BytesNeeded = 2;
        length = frame.TotalLength;
        Dispatch(frame, data.Slice(frame.HeaderLength, frame.BodyLength));
        return true;
    }

    /// <summary>
    /// MQTT 3.1.1 cannot tell a broker how much we take, and one that is refused a message sends it again at every connection, for ever.
    /// So its beginning is delivered and the rest passed over.
    /// </summary>
    private bool TakeOversize(Frame frame, ReadOnlySpan<byte> data, out int length)
    {
        length = 0;
        BytesNeeded = (int)_options.MaximumPacketSize;
        if (data.Length < BytesNeeded)
            return false;
        length = BytesNeeded;
        BytesNeeded = 2;
        _toSkip = frame.TotalLength - length;
        var reader = new PacketReader(data[frame.HeaderLength..length]);
        OnPublish(frame.Flags, ref reader, cut: _toSkip);
        return true;
    }

    /// <summary>Judged by the first byte alone, so that nobody can make us collect a body that is refused anyway.</summary>
    private bool IsLegal(Frame frame)
    {
        var type = frame.Type;
        if (type == 0 || (type == PacketType.Auth && !_isV5))
            Violation(ReasonCode.MalformedPacket, $"packet type {(int)type} does not exist [MQTT-2.1.2]");
        else if (type is PacketType.Connect or PacketType.Subscribe or PacketType.Unsubscribe or PacketType.Pingreq || (type == PacketType.Disconnect && !_isV5))
            Violation(ReasonCode.ProtocolError, $"{type} from a broker");
        else if (type != PacketType.Publish && frame.Flags != (type == PacketType.Pubrel ? 2 : 0))
            Violation(ReasonCode.MalformedPacket, $"flags {frame.Flags:X} in {type} [MQTT-2.1.3-1]");
        else if (State == SessionState.Handshaking && type is not (PacketType.Connack or PacketType.Auth or PacketType.Disconnect))
            Violation(ReasonCode.ProtocolError, $"{type} before CONNACK [MQTT-3.2.0-1]");
        else if (State == SessionState.Connected && type == PacketType.Connack)
            Violation(ReasonCode.ProtocolError, "second CONNACK [MQTT-3.2.0-2]");
        else
            return true;
        return false;
    }

    private void Dispatch(Frame frame, ReadOnlySpan<byte> body)
    {
        var reader = new PacketReader(body);
        switch (frame.Type)
        {
            case PacketType.Publish: OnPublish(frame.Flags, ref reader); break;
            case PacketType.Puback: OnPuback(ref reader); break;
            case PacketType.Pubrec: OnPubrec(ref reader); break;
            case PacketType.Pubrel: OnPubrel(ref reader); break;
            case PacketType.Pubcomp: OnPubcomp(ref reader); break;
            case PacketType.Suback or PacketType.Unsuback: OnSubscriptionAnswer(frame.Type, ref reader); break;
            case PacketType.Pingresp: OnPingresp(ref reader); break;
            case PacketType.Connack: OnConnack(ref reader); break;
            case PacketType.Disconnect: OnDisconnect(ref reader); break;
            case PacketType.Auth: OnAuth(ref reader); break;
            case PacketType.Connect or PacketType.Subscribe or PacketType.Unsubscribe or PacketType.Pingreq: break; // IsLegal refused them
        }
    }

    private void OnPingresp(ref PacketReader reader)
    {
        reader.ExpectEnd();
        if (!IsFaulty(ref reader))
            _answerDueAt = null;
    }

    private void OnPublish(int flags, ref PacketReader reader, int cut = 0)
    {
        var publish = InboundPublish.Decode(flags, ref reader, _isV5);
        if (IsFaulty(ref reader) || !TryResolveTopic(ref publish, out var topic))
            return;
        CountInbound(publish.Qos, publish.Duplicate);
        if (publish.Qos == QualityOfService.ExactlyOnce)
        {
            // The same identifier for another message is legal once its PUBREL came; a batch holds only one of the two.
            if (_released.Contains(publish.PacketId))
                CloseBatch();
            _acks.Add(new PendingAck(PacketType.Pubrec, publish.PacketId, ReasonCode.Success));
            if (!_qos2.Add(publish.PacketId))
                return;
        }
        else if (publish.Qos == QualityOfService.AtLeastOnce)
        {
            _acks.Add(new PendingAck(PacketType.Puback, publish.PacketId, ReasonCode.Success));
        }
        _messages.Add(new ReceivedMessage(topic, publish.Payload.ToArray(), publish.Properties, publish.PacketId, publish.Qos, publish.Retain, publish.Duplicate, cut));
        _batchBytes += publish.Payload.Length + topic.Length + MessageOverhead;
    }

    private bool TryResolveTopic(ref InboundPublish publish, out string topic)
    {
        topic = publish.Topic.IsEmpty ? "" : _topics.Get(publish.Topic);
        if (publish.TopicAlias == 0)
            return true;
        if (publish.TopicAlias > _options.TopicAliasMaximum)
        {
            Violation(ReasonCode.TopicAliasInvalid, $"topic alias {publish.TopicAlias}, at most {_options.TopicAliasMaximum} [MQTT-3.1.2-26]");
            return false;
        }
        if (_inboundAliases.Length == 0)
            _inboundAliases = new string?[_options.TopicAliasMaximum + 1];
        if (topic.Length > 0)
            _inboundAliases[publish.TopicAlias] = topic;
        else if (_inboundAliases[publish.TopicAlias] is { } known)
            topic = known;
        else
            Violation(ReasonCode.ProtocolError, $"topic alias {publish.TopicAlias} was never given a topic");
        return topic.Length > 0;
    }

    // Brokers exist that overshoot after a reconnect, for ever if one insists: take it, tell it once.
    private void CountInbound(QualityOfService qos, bool duplicate)
    {
        if (qos == QualityOfService.AtMostOnce)
            return;
        _inboundInFlight++;
        if (_inboundInFlight <= _options.ReceiveMaximum || _isOvershootTold || duplicate || !_isV5)
            return;
        _isOvershootTold = true;
        Notice(MqttNoticeKind.ReceiveMaximumExceeded, $"{_inboundInFlight} messages unacknowledged, receive maximum is {_options.ReceiveMaximum}");
    }

    private void OnPubrel(ref PacketReader reader)
    {
        var release = Acknowledgement.Decode(PacketType.Pubrel, ref reader, _isV5);
        if (IsFaulty(ref reader))
            return;
        if (_messages.Exists(m => m.PacketId == release.PacketId && m.Qos == QualityOfService.ExactlyOnce))
            CloseBatch();
        var known = _qos2.Remove(release.PacketId);
        if (known)
            _released.Add(release.PacketId);
        var code = known || !_isV5 ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound;
        _acks.Add(new PendingAck(PacketType.Pubcomp, release.PacketId, code));
    }

    private void CloseBatch()
    {
        if (_messages.Count + _released.Count + _acks.Count == 0)
            return;
        var batch = new ReceivedBatch([.. _messages], [.. _released], [.. _acks], _batchBytes, _batchFinished);
        _unacknowledgedBytes += _batchBytes;
        _batchBytes = 0;
        _messages.Clear();
        _released.Clear();
        _acks.Clear();
        _batches.Enqueue(batch);
        if (batch.Messages.Count + batch.ReleasedIds.Count > 0)
            _actions.Enqueue(new SessionAction.Deliver(batch));
        else
            batch.Acknowledge(); // repetitions only: nothing to store, but not before what came earlier
    }

    /// <summary>The application is done with some batch: acknowledge, in order, all up to the first that is open.</summary>
    public void BatchFinished(long now)
    {
        _now = now;
        var wasPaused = IsReadingPaused;
        while (_batches.TryPeek(out var batch) && !batch.IsOpen)
        {
            _batches.Dequeue();
            _unacknowledgedBytes -= batch.Bytes;
            if (batch.IsAbandoned)
                Forget(batch);
            else if (State == SessionState.Connected)
                Acknowledge(batch);
        }
        if (wasPaused && !IsReadingPaused)
            HeardFromBroker();
        TryFinishStop();
    }

    private void Acknowledge(ReceivedBatch batch)
    {
        foreach (var ack in batch.Acks)
        {
            PacketWriter.Acknowledge(Output, ack.Type, ack.PacketId, ack.Code);
            if (ack.Type != PacketType.Pubrec && _inboundInFlight > 0)
                _inboundInFlight--;
        }
    }

    /// <summary>Not stored: the identifiers are as they were before, and the broker must send again.</summary>
    private void Forget(ReceivedBatch batch)
    {
        foreach (var message in batch.Messages)
            if (message.Qos == QualityOfService.ExactlyOnce)
                _qos2.Remove(message.PacketId);
        foreach (var id in batch.ReleasedIds)
            _qos2.Add(id);
        if (State == SessionState.Connected)
            Fail(DisconnectCause.Abandoned, ReasonCode.ImplementationSpecificError, "the application could not store a batch");
    }
}
