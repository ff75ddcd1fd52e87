using EdgeAgent.Link;
using EdgeAgent.Link.Tool;
using EdgeAgent.Options;

namespace EdgeAgent.Tests.Link;

/// <summary>Brokers that accept less than others: each test is named by the symptom that was seen.</summary>
public sealed class BrokerFaultTests
{
    private static readonly byte[] NoRetain = [0x25, 0];
    private static readonly byte[] MaximumQos0 = [0x24, 0];

    [Fact]
    public async Task A_broker_that_closes_on_more_than_eight_filters_is_asked_for_eight_at_a_time_and_then_for_fewer()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, [.. Enumerable.Range(0, 10).Select(i => $"f{i}")]);
        await broker.Connect();
        byte[] first = await broker.ReceiveType(8);
        Assert.Equal(8, Filters(first));
        broker.Hangup();
        var loss = await device.Disconnected();
        Assert.Contains("closed after SUBSCRIBE of 8 filters", loss.Reason, StringComparison.Ordinal);
        Assert.False(loss.IsTakeover);
        await broker.Connect();
        Assert.Equal(4, Filters(await broker.ReceiveType(8)));
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_answer_to_subscribe_leaves_the_device_neither_deaf_nor_mute_in_the_session_that_was_kept()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, ["a"], o => o.CleanStart = false);
        await broker.Connect();
        await broker.ReceiveType(8);
        await broker.Send(Wire.Disconnect(0x8B));
        broker.Hangup();
        await broker.Connect(sessionPresent: true);
        byte[] subscribe = await broker.ReceiveType(8);
        await broker.Send(Wire.Suback(true, Wire.PacketId(subscribe), 1));
        var publish = device.Session.PublishAsync(Messages.Text("t", "x"));
        await broker.Send(Wire.Puback(Wire.PacketId(await broker.ReceiveType(3))));
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
    }

    [Fact]
    public async Task A_broker_without_retain_that_refuses_the_will_is_connected_to_without_one_that_is_retained()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o => o.OnConnecting = s => s.Will = Messages.Text("status", "lost", retain: true));
        Assert.Equal(0x20, (await broker.Connect(code: 0x9A))[9] & 0x20);
        Assert.Equal(0x00, (await broker.Connect(properties: NoRetain))[9] & 0x20);
        await device.Connected();
        var publish = device.Session.PublishAsync(Messages.Text("status", "online", retain: true));
        byte[] sent = await broker.ReceiveType(3);
        Assert.Equal(0, sent[0] & 1);
        await broker.Send(Wire.Puback(Wire.PacketId(sent)));
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
        Assert.Contains(device.Warnings, w => w.Text.Contains("dashboards that connect later do not see the state", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_a_broker_with_maximum_qos_0_the_status_is_published_with_qos_0()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        await broker.Connect(properties: MaximumQos0);
        await device.Connected();
        var publish = device.Session.PublishAsync(Messages.Text("status", "online", retain: true));
        Assert.Equal(0, (await broker.ReceiveType(3))[0] & 0x06);
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
    }

    [Fact]
    public async Task A_publish_after_which_the_broker_closes_twice_is_set_aside_and_named_and_the_others_go_on()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V311, []);
        await broker.Connect(v5: false);
        await device.Connected();
        var bad = device.Session.PublishAsync(Messages.Text("forbidden/topic", "x"));
        var good = device.Session.PublishAsync(Messages.Text("mine", "y"));
        Assert.Equal("forbidden/topic", Wire.Topic(await broker.ReceiveType(3)));
        broker.Hangup();
        var loss = await device.Disconnected();
        Assert.Contains("PUBLISH", loss.Reason, StringComparison.Ordinal);
        Assert.False(loss.IsTakeover);

        // Suspects are sent one at a time, so the second close identifies the one to blame.
        await broker.Connect(v5: false, sessionPresent: true);
        Assert.Equal("forbidden/topic", Wire.Topic(await broker.ReceiveType(3)));
        broker.Hangup();
        Assert.Equal(PublishStatus.SetAside, (await bad.WaitAsync(Device.Patience)).Status);
        await broker.Connect(v5: false, sessionPresent: true);
        byte[] sent = await broker.ReceiveType(3);
        Assert.Equal("mine", Wire.Topic(sent));
        await broker.Send(Wire.Puback(Wire.PacketId(sent)));
        Assert.True((await good.WaitAsync(Device.Patience)).IsSuccess);
        Assert.Contains(device.Warnings, w => w.Kind == WarningKind.TopicSetAside && w.Text.Contains("forbidden/topic", StringComparison.Ordinal));
        Assert.Equal(PublishStatus.SetAside, (await device.Session.PublishAsync(Messages.Text("forbidden/topic", "z")).WaitAsync(Device.Patience)).Status);
        Assert.DoesNotContain(device.Warnings, w => w.Kind == WarningKind.DuplicateClientId);
    }

    [Fact]
    public async Task A_long_answer_that_the_broker_closes_on_does_not_keep_the_short_ones_on_its_topic_back()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, []);
        var much = device.Session.PublishAsync(Messages.Text("reply", new string('x', 100_000)));
        for (int i = 0; i < 2; i++)
        {
            await broker.Connect(sessionPresent: i > 0);
            await broker.ReceiveType(3);
            broker.Hangup();
        }

        Assert.Equal(PublishStatus.SetAside, (await much.WaitAsync(Device.Patience)).Status);
        await broker.Connect(sessionPresent: true);
        var little = device.Session.PublishAsync(Messages.Text("reply", "short"));
        await broker.Send(Wire.Puback(Wire.PacketId(await broker.ReceiveType(3))));
        Assert.True((await little.WaitAsync(Device.Patience)).IsSuccess);
    }

    [Fact]
    public async Task A_session_taken_over_by_the_brokers_word_waits_for_minutes()
    {
        using var broker = new ScriptedBroker();
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o => o.Reconnect = new ReconnectPolicy());
        await broker.Connect();
        await broker.Send(Wire.Disconnect(0x8E));
        broker.Hangup();
        var loss = await device.Disconnected();
        Assert.True(loss.IsTakeover && loss.RetryIn >= TimeSpan.FromMinutes(5));
        Assert.Contains(device.Warnings, w => w.Kind == WarningKind.DuplicateClientId);
    }

    [Fact]
    public async Task A_corrected_password_counts_at_the_next_connection_without_a_restart()
    {
        using var broker = new ScriptedBroker();
        byte[] password = "old"u8.ToArray();
        using var device = new Device(broker.Port, ProtocolChoice.V5, [], o => o.OnConnecting = s => (s.UserName, s.Password) = ("u", password));
        Assert.Contains("old", System.Text.Encoding.ASCII.GetString(await broker.Connect(code: 0x86)), StringComparison.Ordinal);
        Assert.Equal(LossCause.Refused, (await device.Disconnected()).Cause);
        password = "new"u8.ToArray();
        device.Session.Reconnect();
        Assert.Contains("new", System.Text.Encoding.ASCII.GetString(await broker.Connect()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_that_restarts_every_25_s_is_not_waited_for_longer_each_time()
    {
        var schedule = new ReconnectSchedule(new ReconnectPolicy(), static () => 1);
        for (int restart = 0; restart < 50; restart++)
        {
            Assert.InRange(schedule.Lost(TimeSpan.FromSeconds(20)), TimeSpan.Zero, TimeSpan.FromSeconds(1));
            Assert.InRange(schedule.Failed(needsPerson: false), TimeSpan.Zero, TimeSpan.FromSeconds(1));
            schedule.Connected();
        }
    }

    [Fact]
    public void Attempts_that_fail_are_spaced_further_and_further_apart_up_to_ten_minutes()
    {
        var schedule = new ReconnectSchedule(new ReconnectPolicy(), static () => 1);
        double[] waits = [.. Enumerable.Range(0, 12).Select(_ => schedule.Failed(needsPerson: false).TotalSeconds)];
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600], waits);
        Assert.Equal(16, new ReconnectSchedule(new ReconnectPolicy(), static () => 1).Failed(needsPerson: true).TotalSeconds);
    }

    [Fact]
    public void Ten_thousand_hostile_packets_neither_crash_nor_hang_the_link_in_its_short_form()
    {
        using var hostile = new HostileBroker(seed: Environment.ProcessId);
        Assert.Equal(3, hostile.Run(200));
    }

    // Filters of "f0" to "f9" take 2 + 2 + 1 bytes each, after header, identifier and the length of the properties.
    private static int Filters(byte[] subscribe) => (subscribe.Length - 5) / 5;
}
