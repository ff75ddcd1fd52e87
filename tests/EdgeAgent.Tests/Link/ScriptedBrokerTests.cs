using EdgeAgent.Link;
using EdgeAgent.Link.Tool;
using EdgeAgent.Options;

namespace EdgeAgent.Tests.Link;

/// <summary>The whole session, threads and socket included, against a peer that says exactly what the test wants.</summary>
public sealed class ScriptedBrokerTests
{
    private static readonly byte[] ServerKeepAliveOneSecond = [0x13, 0, 1];

    [Fact]
    public async Task Connect_states_the_keep_alive_although_the_library_is_told_none()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V311, [], o => (o.ClientId, o.KeepAlive) = ("c", TimeSpan.FromSeconds(10)));
        Assert.Equal(Wire.Packet(0x10, Wire.Text("MQTT"), [4, 2], Wire.U16(10), Wire.Text("c")), await broker.Connect(v5: false));
        await device.Connected();
        var publish = device.Session.PublishAsync(Messages.Text("t", "x"));
        Assert.Equal(Wire.Publish(false, "t", "x"u8.ToArray(), 1, 1), await broker.Receive());
        await broker.Send(Wire.Puback(1));
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
    }

    [Fact]
    public async Task The_brokers_own_keep_alive_is_obeyed_and_one_ping_at_a_time_is_sent()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o => o.KeepAlive = TimeSpan.FromHours(1));
        await broker.Connect(v5: true, properties: ServerKeepAliveOneSecond);
        Assert.Equal(1, (await device.Connected()).KeepAlive.TotalSeconds);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(Wire.Pingreq, await broker.Receive());
            await broker.Send(Wire.Pingresp);
        }
    }

    [Fact]
    public async Task A_ping_without_an_answer_ends_the_connection()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o => (o.KeepAlive, o.PingTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(300)));
        await broker.Connect();
        Assert.Equal(Wire.Pingreq, await broker.Receive());
        var loss = await device.Disconnected();
        Assert.Equal(LossCause.TimedOut, loss.Cause);
        Assert.Contains("PINGREQ", loss.Reason, StringComparison.Ordinal);
        Assert.Empty(await broker.Receive());
        await broker.Connect();
    }

    [Fact]
    public async Task An_illegal_packet_ends_the_connection_and_the_next_one_is_made()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        await broker.Connect();
        await broker.Send([0x10, 0x00]);
        Assert.Equal(LossCause.ProtocolViolation, (await device.Disconnected()).Cause);
        await broker.Connect();
        await device.Connected();
        await device.Connected();
    }

    [Fact]
    public async Task What_the_broker_says_before_it_hangs_up_is_heard()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        await broker.Accept();
        await broker.Receive();
        await broker.Send(Wire.Connack(true), Wire.Publish(true, "t", "last"u8.ToArray()), Wire.Disconnect(0x8B));
        broker.Hangup();
        await device.Connected();
        var loss = await device.Disconnected();
        Assert.Equal((LossCause.DisconnectedByBroker, 0x8B), (loss.Cause, loss.Code));
        Assert.Contains("ServerShuttingDown (0x8B)", loss.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_above_the_limit_arrives_cut_so_that_it_can_be_refused_and_does_not_come_again(bool isV5)
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, isV5 ? ProtocolChoice.V5 : ProtocolChoice.V311, [], o => o.LargestPacket = 200_000);
        await broker.Connect(isV5);
        await broker.Send(Wire.Publish(isV5, "t", new byte[190_000], 1, 1), Wire.Publish(isV5, "t", new byte[300_000], 1, 2), Wire.Publish(isV5, "t", new byte[10], 1, 3));
        Assert.Equal(190_000, (await device.Received()).Payload.Length);
        Assert.InRange((await device.Received()).Payload.Length, 199_000, 200_000);
        Assert.Equal(10, (await device.Received()).Payload.Length);
        for (int id = 1; id <= 3; id++) Assert.Equal(id, Wire.PacketId(await broker.ReceiveType(4)));
    }

    [Fact]
    public async Task A_broker_that_accepts_and_stays_silent_is_given_up()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o => o.ConnectTimeout = TimeSpan.FromMilliseconds(300));
        await broker.Accept();
        Assert.Equal(LossCause.TimedOut, (await device.Disconnected()).Cause);
    }

    [Fact]
    public async Task A_handler_that_throws_costs_the_connection_and_the_message_comes_again()
    {
        using var broker = new ScriptedBroker();
        int calls = 0;
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o =>
        {
            var store = o.OnReceived!;
            o.OnReceived = batch =>
            {
                if (calls++ == 0) throw new IOException("disk full");
                store(batch);
            };
        });
        for (int round = 0; round < 2; round++)
        {
            await broker.Connect();
            await broker.Send(Wire.Publish(true, "t", "x"u8.ToArray(), 1, 5));
            if (round == 0) Assert.Empty(await broker.Receive());
            else Assert.Equal(5, Wire.PacketId(await broker.ReceiveType(4)));
        }

        Assert.Equal("x", await device.Text());
        Assert.Contains(device.Warnings, n => n.Text.Contains("disk full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_acknowledgement_that_comes_late_is_not_sent_on_another_connection()
    {
        using var broker = new ScriptedBroker();
        var arrived = new TaskCompletionSource<InboundBatch>(TaskCreationOptions.RunContinuationsAsynchronously);
        int count = 0;
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o =>
        {
            var store = o.OnReceived!;
            o.OnReceived = batch =>
            {
                if (count++ == 0) arrived.SetResult(batch);
                else store(batch);
            };
        });
        await broker.Connect();
        await broker.Send(Wire.Publish(true, "t", "first"u8.ToArray(), 1, 7));
        var late = await arrived.Task.WaitAsync(Device.Patience);
        broker.Hangup();
        await broker.Connect(sessionPresent: true);
        await device.Connected();
        await device.Connected();
        late.Acknowledge();
        await broker.Send(Wire.Publish(true, "t", "other"u8.ToArray(), 1, 8));
        Assert.Equal(8, Wire.PacketId(await broker.ReceiveType(4)));
    }

    [Fact]
    public async Task Acknowledgements_leave_in_the_order_of_their_packets()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        await broker.Connect();
        await broker.Send([.. Enumerable.Range(1, 150).Select(i => Wire.Publish(true, "t", [1], 1, i))]);
        for (int i = 1; i <= 150; i++) Assert.Equal(i, Wire.PacketId(await broker.ReceiveType(4)));
    }

    [Fact]
    public async Task What_had_no_acknowledgement_is_sent_again_in_order_when_the_broker_comes_back()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        await broker.Connect();
        var first = device.Session.PublishAsync(Messages.Text("a", "1"));
        var second = device.Session.PublishAsync(Messages.Text("b", "2"));
        Assert.Equal(("a", "b"), (Wire.Topic(await broker.ReceiveType(3)), Wire.Topic(await broker.ReceiveType(3))));
        broker.Hangup();
        await broker.Connect(sessionPresent: true);
        foreach (string topic in (string[])["a", "b"])
        {
            byte[] packet = await broker.ReceiveType(3);
            Assert.Equal(topic, Wire.Topic(packet));
            await broker.Send(Wire.Puback(Wire.PacketId(packet)));
        }

        Assert.True((await first.WaitAsync(Device.Patience)).IsSuccess && (await second.WaitAsync(Device.Patience)).IsSuccess);
    }

    [Fact]
    public async Task The_brokers_receive_maximum_is_kept_to()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        await broker.Connect(properties: [0x21, 0, 2]);
        var all = Enumerable.Range(0, 5).Select(i => device.Session.PublishAsync(Messages.Text("t", $"{i}"))).ToArray();
        int open = 0;
        for (int i = 0; i < 5; i++)
        {
            byte[] packet = await broker.ReceiveType(3);
            open++;
            Assert.InRange(open, 1, 2);
            if (open < 2 && i < 4) continue;
            await broker.Send(Wire.Puback(Wire.PacketId(packet) - open + 1));
            open--;
        }

        await broker.Send(Wire.Puback(5));
        Assert.All(await Task.WhenAll(all).WaitAsync(Device.Patience), o => Assert.True(o.IsSuccess, o.ToString()));
    }

    [Fact]
    public async Task A_message_that_is_too_large_for_the_broker_is_not_sent_and_says_by_how_much()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        await broker.Connect(properties: [0x27, 0, 0, 8, 0]);
        await device.Connected();
        var outcome = await device.Session.PublishAsync(Messages.Text("much", new string('x', 3000))).WaitAsync(Device.Patience);
        Assert.Equal(PublishStatus.TooLarge, outcome.Status);
        Assert.Contains("much: too large for the broker by ", outcome.Text, StringComparison.Ordinal);
        // Exactly as large as it may be: header, length of two bytes, topic, identifier and properties are 11 bytes.
        var exact = device.Session.PublishAsync(Messages.Text("much", new string('x', 2048 - 12)));
        byte[] sent = await broker.ReceiveType(3);
        Assert.InRange(sent.Length, 2040, 2048);
        await broker.Send(Wire.Puback(Wire.PacketId(sent)));
        Assert.True((await exact.WaitAsync(Device.Patience)).IsSuccess);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broker_that_knows_only_3_1_1_is_spoken_to_in_3_1_1(bool refusesWithCode)
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.Auto, []);
        await broker.Accept();
        Assert.Equal(5, (await broker.Receive())[8]);
        if (refusesWithCode) await broker.Send([0x20, 2, 0, 1]);
        broker.Hangup();
        Assert.Equal(4, (await broker.Connect(v5: false))[8]);
        Assert.False((await device.Connected()).IsV5);
    }

    [Fact]
    public async Task Stop_in_the_middle_of_an_attempt_returns_in_time()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        var publish = device.Session.PublishAsync(Messages.Text("t", "x"));
        device.Session.Stop(TimeSpan.FromSeconds(10));
        Assert.Equal(PublishStatus.Stopped, (await publish.WaitAsync(Device.Patience)).Status);
    }
}
