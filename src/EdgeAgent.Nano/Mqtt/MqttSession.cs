using System.Text;
using EdgeAgent.Nano.Json;
using EdgeAgent.Nano.Storage;

namespace EdgeAgent.Nano.Mqtt;

/// <summary>
/// The part of MQTT 3.1.1 (OASIS standard) that a sleeping device needs: a session that the broker keeps, QoS 0 and 1, one reader, no thread, no allocation by the
/// size of a message. A message is acknowledged after its handler has stored it; the usual client library for the framework acknowledges before it calls the handler.
/// Every publish is sent at once; acknowledgements are counted during reads.
/// </summary>
public sealed class MqttSession
{
    // Time for the rest of a packet after its first byte; a radio link may stall for seconds.
    private const int PacketTimeoutMs = 10_000;

    // The device's topic names (root, device, task id) are shorter.
    private const int MaxTopicBytes = 200;

    // Fixed header at most.
    private const int FrameBytes = 5;

    private readonly ITransport _transport;
    private readonly IMessageHandler _handler;
    private readonly byte[] _in;
    private readonly byte[] _out;
    private readonly JsonWriter _writer;
    private readonly Sha256 _hash = new Sha256();
    private readonly InboundMessage _message = new InboundMessage();
    private readonly byte[] _small = new byte[4];
    private int _nextId;
    private int _packetId;
    private bool _isPonged;

    /// <param name="inBuffer">Its size limits topic and payload of a received message.</param>
    /// <param name="outBuffer">Its size limits topic and payload of a publish.</param>
    public MqttSession(ITransport transport, IMessageHandler handler, byte[] inBuffer, byte[] outBuffer)
    {
        _transport = transport;
        _handler = handler;
        _in = inBuffer;
        _out = outBuffer;
        _writer = new JsonWriter(outBuffer);
    }

    public bool IsOpen { get; private set; }

    /// <summary>Publishes and subscriptions that the broker has not acknowledged yet.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Messages received with this connection.</summary>
    public int ReceivedCount { get; private set; }

    /// <summary>Why the last connection attempt failed, or empty.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>Opens the connection and waits for the broker's answer.</summary>
    public bool Connect(SessionOptions options)
    {
        Trouble = "";
        Outstanding = 0;
        ReceivedCount = 0;
        if (!_transport.Open()) return Fail("the broker cannot be reached");
        IsOpen = true;
        if (!Send(0x10, WriteConnect(options))) return Fail("the connection broke");
        int first = ReadByte(PacketTimeoutMs);
        if (first != 0x20 || ReadLength() != 2 || !ReadInto(_small, 2)) return Fail("the broker does not answer as one");
        return _small[1] == 0 || Fail("the broker refuses the connection: code " + _small[1]);
    }

    /// <summary>Subscribes to two topic filters at QoS 1.</summary>
    public bool Subscribe(string first, string second)
    {
        int at = FrameBytes;
        at = PutShort(at, NextId());
        at = PutText(at, first);
        _out[at++] = 1;
        at = PutText(at, second);
        _out[at++] = 1;
        Outstanding++;
        return Send(0x82, at);
    }

    /// <summary>Begins a publish; write one JSON value to the writer, then call <see cref="Publish"/>.</summary>
    public JsonWriter Begin(string topic, int qos)
    {
        int at = PutText(FrameBytes, topic);
        _packetId = qos > 0 ? NextId() : 0;
        if (qos > 0) at = PutShort(at, _packetId);
        _writer.Start(at);
        return _writer;
    }

    /// <summary>Sends the publish. Returns its packet id, 0 for QoS 0, -1 when the connection is gone or the document did not fit.</summary>
    public int Publish(bool isRetained)
    {
        if (!IsOpen || _writer.IsFull) return -1;
        int head = 0x30 | (_packetId > 0 ? 2 : 0) | (isRetained ? 1 : 0);
        if (_packetId > 0) Outstanding++;
        return Send(head, _writer.Position) ? _packetId : -1;
    }

    /// <summary>Reads one packet; true when one came within the time.</summary>
    public bool Pump(int timeoutMs)
    {
        if (!IsOpen) return false;
        int head = ReadByte(timeoutMs);
        if (head < 0) return false;
        int length = ReadLength();
        return length >= 0 && Take(head, length);
    }

    /// <summary>Reads until every publish is acknowledged; false when the time is up or the connection is gone.</summary>
    public bool Settle(int timeoutMs)
    {
        while (Outstanding > 0 && Pump(timeoutMs))
        {
        }

        return Outstanding == 0 && IsOpen;
    }

    /// <summary>
    /// Sends PINGREQ and reads every packet before its answer. Brokers deliver in order, so when no message came before the answer, none waits: the device can sleep
    /// without a further pause.
    /// </summary>
    public bool IsDrained(int timeoutMs)
    {
        int before = ReceivedCount;
        _isPonged = false;
        if (!IsOpen || !SendEmpty(0xC0)) return false;
        while (!_isPonged)
        {
            if (!Pump(timeoutMs)) return false;
        }

        return ReceivedCount == before;
    }

    /// <summary>Sends PINGREQ; the answer is read later.</summary>
    public void Ping() => SendEmpty(0xC0);

    /// <summary>Sends DISCONNECT, so that the broker publishes no will.</summary>
    public void Disconnect()
    {
        if (IsOpen) SendEmpty(0xE0);
        Drop();
    }

    /// <summary>Closes the connection without DISCONNECT.</summary>
    public void Drop()
    {
        IsOpen = false;
        _transport.Close();
    }

    private bool Take(int head, int length)
    {
        switch (head >> 4)
        {
            case 3: return TakePublish(head, length);
            case 4:
            case 9: return TakeAcknowledgement(head >> 4, length);
            case 13:
                _isPonged = true;
                return SkipBytes(length);
            default: return Fail("the broker sends a packet that was not asked for");
        }
    }

    private bool TakeAcknowledgement(int type, int length)
    {
        if (length < 2 || !ReadInto(_small, 2) || !SkipBytes(length - 2)) return Fail("an acknowledgement is cut off");
        Outstanding--;
        if (type == 4) _handler.Published((_small[0] << 8) | _small[1]);
        return true;
    }

    private bool TakePublish(int head, int length)
    {
        int qos = (head >> 1) & 3;
        if (qos > 1 || length < 2 || !ReadInto(_small, 2)) return Fail("a publish is not as subscribed");
        int topicBytes = (_small[0] << 8) | _small[1], rest = length - 2 - topicBytes - (qos > 0 ? 2 : 0);
        if (topicBytes > MaxTopicBytes || rest < 0 || !ReadInto(_in, topicBytes)) return Fail("a topic is too long or cut off");
        _message.Topic = Encoding.UTF8.GetString(_in, 0, topicBytes);
        int id = 0;
        if (qos > 0)
        {
            if (!ReadInto(_small, 2)) return Fail("a publish is cut off");
            id = (_small[0] << 8) | _small[1];
        }

        if (!ReadPayload(rest)) return Fail("a publish is cut off");
        _message.IsRetained = (head & 1) != 0;
        ReceivedCount++;
        bool isDurable = _handler.Received(_message);
        return !isDurable || qos == 0 || Acknowledge(id);
    }

    private bool ReadPayload(int count)
    {
        _hash.Reset();
        _message.Buffer = _in;
        _message.Offset = 0;
        _message.Count = count;
        _message.IsTooLarge = count > _in.Length;
        for (int left = count; left > 0;)
        {
            int part = left < _in.Length ? left : _in.Length;
            if (!ReadInto(_in, part)) return false;
            _hash.Add(_in, 0, part);
            left -= part;
        }

        _message.Sha256 = _hash.Finish();
        return true;
    }

    private bool Acknowledge(int id)
    {
        _small[0] = 0x40;
        _small[1] = 2;
        _small[2] = (byte)(id >> 8);
        _small[3] = (byte)id;
        return _transport.Write(_small, 0, 4) || Fail("the connection broke");
    }

    private bool SendEmpty(int head)
    {
        _small[0] = (byte)head;
        _small[1] = 0;
        return _transport.Write(_small, 0, 2) || Fail("the connection broke");
    }

    private int WriteConnect(SessionOptions options)
    {
        int at = PutText(FrameBytes, "MQTT");
        _out[at++] = 4; // 3.1.1
        int flags = 0x04 | 0x08 | 0x20; // will, QoS 1, retained; the session is kept
        if (options.Username != null) flags |= 0x80;
        if (options.Password != null) flags |= 0x40;
        _out[at++] = (byte)flags;
        at = PutShort(at, options.KeepAliveSeconds);
        at = PutText(at, options.ClientId);
        at = PutText(at, options.WillTopic);
        at = PutBytes(at, options.WillPayload);
        if (options.Username != null) at = PutText(at, options.Username);
        if (options.Password != null) at = PutText(at, options.Password);
        return at;
    }

    // The fixed header is written directly before the rest, because its size depends on the length.
    private bool Send(int head, int end)
    {
        if (!IsOpen) return false;
        int length = end - FrameBytes, count = 0;
        for (int rest = length; ; rest >>= 7)
        {
            _small[count++] = (byte)((rest & 127) | (rest > 127 ? 128 : 0));
            if (rest <= 127) break;
        }

        int start = FrameBytes - 1 - count;
        _out[start] = (byte)head;
        for (int i = 0; i < count; i++) _out[start + 1 + i] = _small[i];
        return _transport.Write(_out, start, end - start) || Fail("the connection broke");
    }

    private int PutText(int at, string text) => PutBytes(at, Encoding.UTF8.GetBytes(text));

    private int PutBytes(int at, byte[] bytes)
    {
        at = PutShort(at, bytes.Length);
        for (int i = 0; i < bytes.Length; i++) _out[at++] = bytes[i];
        return at;
    }

    private int PutShort(int at, int value)
    {
        _out[at] = (byte)(value >> 8);
        _out[at + 1] = (byte)value;
        return at + 2;
    }

    private int NextId()
    {
        _nextId = _nextId >= 0xFFFF ? 1 : _nextId + 1;
        return _nextId;
    }

    private int ReadByte(int timeoutMs)
    {
        int count = _transport.Read(_small, 0, 1, timeoutMs);
        if (count < 0) Fail("the connection broke");
        return count == 1 ? _small[0] : -1;
    }

    private int ReadLength()
    {
        int length = 0;
        for (int shift = 0; shift < 28; shift += 7)
        {
            int part = ReadByte(PacketTimeoutMs);
            if (part < 0) break;
            length |= (part & 127) << shift;
            if (part < 128) return length;
        }

        Fail("a packet's length is cut off");
        return -1;
    }

    private bool ReadInto(byte[] buffer, int count)
    {
        for (int got = 0; got < count;)
        {
            int part = _transport.Read(buffer, got, count - got, PacketTimeoutMs);
            if (part <= 0) return false;
            got += part;
        }

        return true;
    }

    private bool SkipBytes(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (ReadByte(PacketTimeoutMs) < 0) return Fail("a packet is cut off");
        }

        return true;
    }

    private bool Fail(string trouble)
    {
        Trouble = trouble;
        Drop();
        return false;
    }
}
