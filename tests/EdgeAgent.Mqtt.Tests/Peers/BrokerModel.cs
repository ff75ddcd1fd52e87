using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Tests.Peers;

/// <summary>The smallest honest broker of MQTT 3.1.1: one client with a session that survives connections, exact at QoS 1 and 2.
/// Bytes in, bytes out.</summary>
internal sealed class BrokerModel
{
    private readonly List<byte> _input = [];
    private readonly List<byte> _output = [];
    private readonly List<Outgoing> _outgoing = [];
    private readonly HashSet<int> _unreleased = [];
    private bool _hasSession;

    private sealed class Outgoing(int id, int qos, byte content)
    {
        public int Id => id;
        public int Qos => qos;
        public byte Content => content;
        public bool WasSent, IsReceived, IsDone;
    }

    /// <summary>First payload bytes of what the client published, as often as the broker would have passed it on.</summary>
    public List<byte> Published { get; } = [];
    public bool IsIdle => _outgoing.TrueForAll(o => o.IsDone) && _unreleased.Count == 0;
    public int LastId { get; private set; }

    public void Queue(int qos, byte content) => _outgoing.Add(new Outgoing(++LastId, qos, content));

    /// <summary>The connection is gone, with what was under way on it.</summary>
    public void Cut()
    {
        _input.Clear();
        _output.Clear();
    }

    public byte[] Receive(byte one)
    {
        _input.Add(one);
        if (Frame.Read([.. _input], out var frame) == FrameStatus.Complete && _input.Count == frame.TotalLength)
        {
            Take(frame, [.. _input.Skip(frame.HeaderLength)]);
            _input.Clear();
        }
        var answer = _output.ToArray();
        _output.Clear();
        return answer;
    }

    private void Take(Frame frame, byte[] body)
    {
        switch (frame.Type)
        {
            case PacketType.Connect:
                _output.AddRange(Wire.Connack(false, _hasSession));
                _hasSession = true;
                SendOpen();
                break;
            case PacketType.Publish: TakePublish(frame, body); break;
            case PacketType.Pubrel:
                _unreleased.Remove(Id(body));
                _output.AddRange(Wire.Pubcomp(Id(body)));
                break;
            case PacketType.Puback or PacketType.Pubcomp: _outgoing.Single(o => o.Id == Id(body)).IsDone = true; break;
            case PacketType.Pubrec:
                _outgoing.Single(o => o.Id == Id(body)).IsReceived = true;
                _output.AddRange(Wire.Pubrel(Id(body)));
                break;
            default: throw new InvalidOperationException($"the client sent {frame.Type}");
        }
    }

    private void SendOpen()
    {
        foreach (var o in _outgoing.Where(o => !o.IsDone))
        {
            _output.AddRange(o.IsReceived ? Wire.Pubrel(o.Id) : Wire.Publish(false, "in", [o.Content], o.Qos, o.Id, o.WasSent));
            o.WasSent = true;
        }
    }

    private void TakePublish(Frame frame, byte[] body)
    {
        var qos = frame.Flags >> 1 & 3;
        var topic = body[0] << 8 | body[1];
        var id = body[2 + topic] << 8 | body[3 + topic];
        if (qos == 1 || _unreleased.Add(id))
            Published.Add(body[4 + topic]);
        _output.AddRange(qos == 1 ? Wire.Puback(id) : Wire.Pubrec(id));
    }

    private static int Id(byte[] body) => body[0] << 8 | body[1];
}
