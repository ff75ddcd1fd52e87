using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

/// <summary>One exchange of QoS 1 and 2 both ways, with the connection (or the whole program) cut after every single byte of it.</summary>
public sealed class CutTests
{
    private static readonly byte[] Inbound = [1, 2, 3, 4];
    private static readonly byte[] Outbound = [11, 12, 13, 14];

    [Fact]
    public void No_cut_of_the_connection_loses_or_doubles_a_message()
    {
        var length = Run(cutAfter: int.MaxValue, programDies: false);
        Assert.InRange(length, 80, 1000);
        for (var cut = 0; cut < length; cut++)
            Run(cut, programDies: false);
    }

    [Fact]
    public void No_cut_of_the_program_loses_a_message_or_doubles_one_of_qos_2()
    {
        var length = Run(cutAfter: int.MaxValue, programDies: true);
        for (var cut = 0; cut < length; cut++)
            Run(cut, programDies: true);
    }

    /// <returns>Bytes on the wire in both directions.</returns>
    private static int Run(int cutAfter, bool programDies)
    {
        var broker = new BrokerModel();
        for (var i = 0; i < Inbound.Length; i++)
            broker.Queue(i % 2 + 1, Inbound[i]);
        var device = new DeviceModel();
        if (!programDies)
            for (var i = 0; i < Outbound.Length; i++)
                device.Publish(i % 2 + 1, Outbound[i]);
        var bytes = device.Converse(broker, cutAfter);
        broker.Cut();
        if (programDies)
            device = device.Restarted();
        else
            device.CutOff();
        bytes += device.Converse(broker, int.MaxValue);
        Check(broker, device, cutAfter, programDies);
        return bytes;
    }

    private static void Check(BrokerModel broker, DeviceModel device, int cut, bool programDies)
    {
        Assert.True(broker.IsIdle, $"cut after {cut}: the broker still waits");
        Assert.Equal(Inbound, device.Stored.Distinct().Order());
        // QoS 1 may come twice; QoS 2 may not, even when the program died.
        Assert.Equal<byte>([2, 4], device.Stored.Where(c => c % 2 == 0).Order());
        if (programDies)
            return;
        Assert.Equal(Outbound, broker.Published.Distinct().Order());
        Assert.Equal<byte>([12, 14], broker.Published.Where(c => c % 2 == 0).Order());
        Assert.Equal(Outbound.Length, device.Completed);
        Assert.Empty(device.StoredIds);
    }

    /// <summary>An application with a store that commits messages and identifiers together.</summary>
    private sealed class DeviceModel
    {
        private readonly MqttClientOptions _options = new() { Protocol = MqttProtocol.V311, ClientId = "c", CleanStart = false };
        private readonly Rig _rig;
        private readonly List<byte> _received = [];
        private int _handled;

        public DeviceModel(List<byte>? stored = null, HashSet<ushort>? ids = null)
        {
            Stored = stored ?? [];
            StoredIds = ids ?? [];
            _rig = new Rig(_options, knownIds: [.. StoredIds]);
        }

        public List<byte> Stored { get; }
        public HashSet<ushort> StoredIds { get; }
        public int Completed => _rig.Count<SessionAction.Published>();

        public DeviceModel Restarted() => new(Stored, StoredIds);

        public void CutOff()
        {
            _received.Clear();
            _rig.Closed();
            _rig.Session.Output.ResetWrittenCount();
        }

        public void Publish(int qos, byte content) => _rig.Publish("out", (QualityOfService)qos, payload: [content]);

        /// <summary>Connects and talks until neither side has anything to say, or until so many bytes have passed.</summary>
        public int Converse(BrokerModel broker, int limit)
        {
            if (_rig.Session.State == SessionState.Waiting)
                _rig.Advance(Math.Max(_rig.Session.NextTimeout - _rig.Now, 0));
            _rig.Opened();
            Assert.Equal(SessionState.Handshaking, _rig.Session.State);
            var count = 0;
            while (_rig.Session.Output.WrittenCount > 0)
            {
                var output = _rig.Session.Output.WrittenSpan.ToArray();
                _rig.Session.Output.ResetWrittenCount();
                foreach (var one in output)
                {
                    if (count++ == limit)
                        return count;
                    foreach (var answer in broker.Receive(one))
                    {
                        if (count++ == limit)
                            return count;
                        Take(answer);
                    }
                }
            }
            return count;
        }

        private void Take(byte one)
        {
            _received.Add(one);
            _received.RemoveRange(0, _rig.Session.Received([.. _received], _rig.Now));
            _rig.Collect();
            for (; _handled < _rig.Batches.Count; _handled++)
                Store(_rig.Batches[_handled]);
        }

        private void Store(ReceivedBatch batch)
        {
            foreach (var message in batch.Messages)
            {
                Stored.Add(message.Payload.Span[0]);
                if (message.Qos == QualityOfService.ExactlyOnce)
                    StoredIds.Add(message.PacketId);
            }
            StoredIds.ExceptWith(batch.ReleasedIds);
            _rig.Acknowledge(batch);
        }
    }
}
