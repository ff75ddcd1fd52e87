using EdgeAgent.Link;
using EdgeAgent.Link.Tool;
using EdgeAgent.Options;

namespace EdgeAgent.Tests.Link;

/// <summary>Brokers with unusual answers: the device goes on receiving and publishing, and reports the answer.</summary>
public sealed class BrokerOddityTests
{
    [Fact]
    public async Task A_broker_that_crashes_at_each_subscription_leaves_no_filter_out_once_it_is_mended()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, ["a", "b"], o => o.CleanStart = false);
        // The link subscribes to both filters, then to one at a time, then to the same one again. Only then is the filter at fault.
        foreach (int filters in (int[])[2, 1, 1])
        {
            await broker.Connect();
            Assert.Equal(filters, Filters(await broker.ReceiveType(8)));
            broker.Hangup();
        }

        await broker.Connect();
        await Grant(broker, "b");
        Assert.Equal("a: UnspecifiedError", await device.Subscribed());
        Assert.Contains(device.Warnings, w => w.Kind == WarningKind.SubscriptionRefused && w.Text.Contains("subscription to a", StringComparison.Ordinal));

        // The broker keeps the session, and the link still subscribes to the filters that were left out.
        broker.Hangup();
        await broker.Connect(sessionPresent: true);
        await Grant(broker, "a");
        await Grant(broker, "b");
    }

    [Fact]
    public async Task A_subscription_that_was_refused_is_asked_for_again_at_the_next_connection_although_the_session_was_kept()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, ["a", "b"], o => o.CleanStart = false);
        await broker.Connect();
        await broker.Send(Wire.Suback(true, Wire.PacketId(await broker.ReceiveType(8)), 1, 0x87));
        Assert.Equal("b: NotAuthorized", await device.Subscribed());
        broker.Hangup();
        await broker.Connect(sessionPresent: true);
        await broker.Send(Wire.Suback(true, Wire.PacketId(await broker.ReceiveType(8)), 1, 1));
        // All filters were granted, so a kept session needs no further SUBSCRIBE.
        await device.Session.PublishAsync(Messages.Text("t", "x")).WaitAsync(TimeSpan.FromMilliseconds(1)).ContinueWith(static _ => { }, TaskScheduler.Default);
        await broker.ReceiveType(3);
        broker.Hangup();
        await broker.Connect(sessionPresent: true);
        Assert.Equal(3, (await broker.Receive())[0] >> 4);
    }

    [Theory]
    [InlineData(0x89)] // busy
    [InlineData(0x93)] // receive maximum exceeded
    [InlineData(0x96)] // message rate too high
    [InlineData(0x97)] // quota exceeded
    [InlineData(0x98)] // administrative action
    [InlineData(0x9C)] // use another server
    [InlineData(0x9D)] // server moved
    [InlineData(0x9F)] // connection rate exceeded
    [InlineData(0xA0)] // maximum connect time
    public async Task A_broker_that_is_out_of_quota_or_moves_sets_no_topic_aside(int code)
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        var publish = device.Session.PublishAsync(Messages.Text("receipt", "x"));
        for (int i = 0; i < 3; i++)
        {
            await broker.Connect(sessionPresent: i > 0);
            await broker.ReceiveType(3);
            await broker.Send(Wire.Disconnect((byte)code));
            broker.Hangup();
            Assert.Contains($"(0x{code:X2})", (await device.Disconnected()).Reason, StringComparison.Ordinal);
        }

        await broker.Connect(sessionPresent: true);
        await broker.Send(Wire.Puback(Wire.PacketId(await broker.ReceiveType(3))));
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
        Assert.DoesNotContain(device.Warnings, w => w.Kind is WarningKind.TopicSetAside or WarningKind.DuplicateClientId);
    }

    [Fact]
    public async Task A_broker_that_ends_the_connection_for_a_retained_message_gets_the_next_ones_without_retain()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        var publish = device.Session.PublishAsync(Messages.Text("status", "online", retain: true));
        await broker.Connect();
        Assert.Equal(1, (await broker.ReceiveType(3))[0] & 1);
        await broker.Send(Wire.Disconnect(0x9A));
        broker.Hangup();
        await broker.Connect(sessionPresent: true);
        byte[] sent = await broker.ReceiveType(3);
        Assert.Equal(0, sent[0] & 1);
        await broker.Send(Wire.Puback(Wire.PacketId(sent)));
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
        Assert.DoesNotContain(device.Warnings, w => w.Kind == WarningKind.TopicSetAside);
    }

    [Fact]
    public async Task A_broker_that_ends_the_connection_for_qos_1_gets_the_next_ones_with_qos_0()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        var publish = device.Session.PublishAsync(Messages.Text("status", "online"));
        await broker.Connect();
        await broker.ReceiveType(3);
        await broker.Send(Wire.Disconnect(0x9B));
        broker.Hangup();
        await broker.Connect(sessionPresent: true);
        Assert.Equal(0, (await broker.ReceiveType(3))[0] & 6);
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
    }

    [Theory]
    [InlineData(0x80)]
    [InlineData(0x83)]
    [InlineData(0x90)]
    [InlineData(0x91)]
    [InlineData(0x97)]
    [InlineData(0x99)]
    public async Task A_publish_that_the_broker_refuses_by_its_answer_costs_neither_the_connection_nor_the_others(int code)
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        await broker.Connect();
        var refused = device.Session.PublishAsync(Messages.Text("a", "x"));
        await broker.Send(Wire.Puback(Wire.PacketId(await broker.ReceiveType(3)), (byte)code));
        var outcome = await refused.WaitAsync(Device.Patience);
        Assert.Equal((PublishStatus.Refused, code), (outcome.Status, outcome.Code));
        Assert.StartsWith("a", outcome.Text, StringComparison.Ordinal);
        var next = device.Session.PublishAsync(Messages.Text("a", "y"));
        await broker.Send(Wire.Puback(Wire.PacketId(await broker.ReceiveType(3)), 0x10));
        Assert.True((await next.WaitAsync(Device.Patience)).IsSuccess);
    }

    [Theory]
    [InlineData(0x88, false)]
    [InlineData(0x89, false)]
    [InlineData(0x97, false)]
    [InlineData(0x9F, false)]
    [InlineData(0x9D, false)]
    [InlineData(0x85, true)]
    [InlineData(0x8A, true)]
    public async Task A_broker_that_refuses_the_connection_is_tried_again_as_soon_as_waiting_can_help(int code, bool needsPerson)
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o => o.Reconnect = new ReconnectPolicy());
        await broker.Connect(code: (byte)code);
        var loss = await device.Disconnected();
        Assert.Equal((LossCause.Refused, code), (loss.Cause, loss.Code));
        Assert.InRange(loss.RetryIn!.Value.TotalSeconds, 0, needsPerson ? 16 : 1);
        Assert.Equal(needsPerson, ReasonWords.NeedsPerson(code));
    }

    [Fact]
    public async Task Assigned_names_aliases_and_unknown_limits_in_the_brokers_answer_change_nothing()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        byte[] assigned = [0x12, .. Wire.Text("other-name")], aliases = [0x22, 0, 10], response = [0x1A, .. Wire.Text("reply/")], single = [0x21, 0, 1];
        await broker.Connect(properties: [assigned, aliases, response, single]);
        await device.Connected();
        var all = Enumerable.Range(0, 3).Select(i => device.Session.PublishAsync(Messages.Text("t", $"{i}"))).ToArray();
        for (int i = 0; i < 3; i++)
        {
            byte[] packet = await broker.ReceiveType(3);
            Assert.Equal("t", Wire.Topic(packet));
            await broker.Send(Wire.Puback(Wire.PacketId(packet)));
        }

        Assert.All(await Task.WhenAll(all).WaitAsync(Device.Patience), o => Assert.True(o.IsSuccess));
    }

    [Fact]
    public async Task A_broker_that_answers_pings_and_no_publish_is_left_and_gets_the_message_again()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o => o.PublishTimeout = TimeSpan.FromMilliseconds(300));
        await broker.Connect();
        var publish = device.Session.PublishAsync(Messages.Text("receipt", "x"));
        await broker.ReceiveType(3);
        var loss = await device.Disconnected();
        Assert.Equal(LossCause.TimedOut, loss.Cause);
        Assert.Contains("no answer to PUBLISH", loss.Reason, StringComparison.Ordinal);
        await broker.Connect(sessionPresent: true);
        await broker.Send(Wire.Puback(Wire.PacketId(await broker.ReceiveType(3))));
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
        Assert.DoesNotContain(device.Warnings, w => w.Kind == WarningKind.TopicSetAside);
    }

    [Fact]
    public async Task A_broker_that_sends_byte_by_byte_is_understood()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, ["a"]);
        await broker.Accept();
        await broker.Receive();
        foreach (byte b in Wire.Connack(true)) await broker.Send([b]);
        byte[] answer = Wire.Suback(true, Wire.PacketId(await broker.ReceiveType(8)), 1);
        foreach (byte b in (byte[])[.. answer, .. Wire.Publish(true, "a", "slow"u8.ToArray(), 1, 3)]) await broker.Send([b]);
        Assert.Equal("slow", await device.Text());
        Assert.Equal(3, Wire.PacketId(await broker.ReceiveType(4)));
    }

    private static async Task Grant(ScriptedBroker broker, string filter)
    {
        byte[] subscribe = await broker.ReceiveType(8);
        Assert.Contains(filter, System.Text.Encoding.ASCII.GetString(subscribe), StringComparison.Ordinal);
        await broker.Send(Wire.Suback(true, Wire.PacketId(subscribe), 1));
    }

    // Filters of one letter take 2 + 1 + 1 bytes each, after header, identifier and the length of the properties.
    private static int Filters(byte[] subscribe) => (subscribe.Length - 5) / 4;
}
