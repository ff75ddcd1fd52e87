using EdgeAgent.Mqtt.Tool;

namespace EdgeAgent.Mqtt.Tests.Peers;

/// <summary>The whole client, threads and socket included, against a peer that says exactly what the test wants.</summary>
public sealed class ScriptedBrokerTests
{
    [Fact]
    public async Task Connect_is_exact_and_packet_identifiers_start_at_1()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, MqttProtocol.V311, o => (o.ClientId, o.KeepAlive) = ("c", TimeSpan.FromSeconds(10)));
        await broker.Accept();
        Assert.Equal(Wire.Packet(0x10, Wire.Text("MQTT"), [4, 2], Wire.U16(10), Wire.Text("c")), await broker.Receive());
        await broker.Send(Wire.Connack(false));
        await device.Connected();
        var publish = device.Client.PublishAsync(Device.Message("t", "x"));
        Assert.Equal(Wire.Publish(false, "t", "x"u8.ToArray(), 1, 1), await broker.Receive());
        await broker.Send(Wire.Puback(1));
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
    }

    [Fact]
    public async Task An_illegal_packet_is_answered_with_its_reason_and_the_socket_closed()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, MqttProtocol.V5);
        await broker.Accept();
        await broker.Receive();
        await broker.Send(Wire.Connack(true), [0x10, 0x00]);
        Assert.Equal(Wire.Disconnect(0x82), await broker.Receive());
        Assert.Empty(await broker.Receive());
        Assert.Equal(ReasonCode.ProtocolError, (await device.Disconnected()).ReasonCode);
        await broker.Accept();
        Assert.Equal(0x10, (await broker.Receive())[0]);
    }

    [Fact]
    public async Task What_the_broker_says_before_it_hangs_up_is_heard()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, MqttProtocol.V5);
        await broker.Accept();
        await broker.Receive();
        await broker.Send(Wire.Connack(true), Wire.Publish(true, "t", "last"u8.ToArray()), Wire.Disconnect(0x8B));
        broker.Hangup();
        Assert.Equal("last", await device.Text());
        Assert.Equal(ReasonCode.ServerShuttingDown, (await device.Disconnected()).ReasonCode);
    }

    [Fact]
    public async Task A_packet_larger_than_the_buffer_passes_and_one_over_the_limit_does_not()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, MqttProtocol.V5, o => o.MaximumPacketSize = 200_000);
        await broker.Accept();
        await broker.Receive();
        await broker.Send(Wire.Connack(true), Wire.Publish(true, "t", new byte[190_000]), Wire.Publish(true, "t", new byte[10]), Wire.Publish(true, "t", new byte[200_000]));
        Assert.Equal(190_000, (await device.Received()).Payload.Length);
        Assert.Equal(10, (await device.Received()).Payload.Length);
        Assert.Equal(ReasonCode.PacketTooLarge, (await device.Disconnected()).ReasonCode);
    }

    [Fact]
    public async Task A_broker_that_accepts_and_stays_silent_is_given_up()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, MqttProtocol.V5, o => o.ConnectTimeout = TimeSpan.FromMilliseconds(300));
        await broker.Accept();
        Assert.Equal(DisconnectCause.TimedOut, (await device.Disconnected()).Cause);
    }

    [Fact]
    public async Task A_handler_that_throws_costs_the_connection_and_the_message_comes_again()
    {
        using var broker = new ScriptedBroker();
        var calls = 0;
        using var device = new Device(broker.Port, MqttProtocol.V5, o =>
        {
            var store = o.OnReceived!;
            o.OnReceived = batch =>
            {
                if (calls++ == 0)
                    throw new IOException("disk full");
                store(batch);
            };
        });
        for (var round = 0; round < 2; round++)
        {
            await broker.Accept();
            await broker.Receive();
            await broker.Send(Wire.Connack(true), Wire.Publish(true, "t", "x"u8.ToArray(), 1, 5));
            Assert.Equal(round == 0 ? Wire.Disconnect(0x83) : Wire.Puback(5), await broker.Receive());
        }
        Assert.Equal("x", await device.Text());
        Assert.Contains(device.Notices, n => n.Kind == MqttNoticeKind.HandlerFailed && n.Text.Contains("disk full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_in_the_middle_of_an_attempt_returns_in_time()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, MqttProtocol.V5);
        var publish = device.Client.PublishAsync(Device.Message("t", "x"));
        device.Client.Stop(ReasonCode.Success, TimeSpan.FromSeconds(10));
        Assert.Equal(PublishStatus.Stopped, (await publish.WaitAsync(Device.Patience)).Status);
    }
}
