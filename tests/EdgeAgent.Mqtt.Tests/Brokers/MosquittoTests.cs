using EdgeAgent.Mqtt.Tool;

namespace EdgeAgent.Mqtt.Tests.Brokers;

public sealed class MosquittoTests
{
    [Theory]
    [InlineData(MqttProtocol.V5, QualityOfService.AtMostOnce)]
    [InlineData(MqttProtocol.V5, QualityOfService.AtLeastOnce)]
    [InlineData(MqttProtocol.V5, QualityOfService.ExactlyOnce)]
    [InlineData(MqttProtocol.V311, QualityOfService.AtMostOnce)]
    [InlineData(MqttProtocol.V311, QualityOfService.AtLeastOnce)]
    [InlineData(MqttProtocol.V311, QualityOfService.ExactlyOnce)]
    public async Task A_message_makes_the_way_through_the_broker(MqttProtocol protocol, QualityOfService qos)
    {
        using var broker = new Mosquitto();
        using var device = new Device(broker.Port, protocol);
        Assert.Equal(protocol, (await device.Connected()).Protocol);
        Assert.True((await device.Client.SubscribeAsync(new MqttSubscription("a/+", QualityOfService.ExactlyOnce)).WaitAsync(Device.Patience)).IsSuccess);
        var result = await device.Client.PublishAsync(Device.Message("a/b", "hello", qos)).WaitAsync(Device.Patience);
        Assert.Equal(PublishStatus.Done, result.Status);
        var message = await device.Received();
        Assert.Equal("a/b", message.Topic);
        Assert.Equal("hello"u8.ToArray(), message.Payload.ToArray());
        Assert.Equal(qos, message.Qos);
        Assert.True(device.Stop());
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task What_was_sent_while_the_device_slept_waits_for_it(MqttProtocol protocol)
    {
        using var broker = new Mosquitto();
        using (var awake = Sleeper(broker, protocol))
        {
            Assert.False((await awake.Connected()).SessionPresent);
            Assert.True(awake.Stop());
        }
        using var sender = new Device(broker.Port, protocol);
        await sender.Client.PublishAsync(Device.Message("wake", "up")).WaitAsync(Device.Patience);
        using var again = Sleeper(broker, protocol);
        Assert.True((await again.Connected()).SessionPresent);
        Assert.Equal("up", await again.Text());
    }

    private static Device Sleeper(Mosquitto broker, MqttProtocol protocol) => new(broker.Port, protocol, o =>
    {
        o.ClientId = "sleeper";
        o.CleanStart = false;
        o.SessionExpirySeconds = 3600;
        o.Subscriptions = [new MqttSubscription("wake")];
    });

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task The_will_comes_when_the_client_vanishes_and_not_when_it_says_good_bye(MqttProtocol protocol)
    {
        using var broker = new Mosquitto();
        using var witness = new Device(broker.Port, protocol);
        await witness.Connected();
        await witness.Client.SubscribeAsync(new MqttSubscription("status/#")).WaitAsync(Device.Patience);
        using (var polite = Willing(broker, protocol, "polite"))
        {
            await polite.Connected();
            Assert.True(polite.Stop());
        }
        using (var gone = Willing(broker, protocol, "gone"))
        {
            await gone.Connected();
            gone.Client.Stop(ReasonCode.DisconnectWithWillMessage, Device.Patience);
        }
        Assert.Equal("status/gone", (await witness.Received()).Topic);
    }

    private static Device Willing(Mosquitto broker, MqttProtocol protocol, string name) =>
        new(broker.Port, protocol, o => o.Will = new MqttWill { Message = Device.Message($"status/{name}", "lost") });

    [Fact]
    public async Task Properties_travel_end_to_end_on_5()
    {
        using var broker = new Mosquitto();
        using var device = new Device(broker.Port, MqttProtocol.V5);
        await device.Connected();
        await device.Client.SubscribeAsync(new MqttSubscription("t") { SubscriptionId = 7 }).WaitAsync(Device.Patience);
        var sent = new PublishProperties
        {
            PayloadIsText = true,
            ContentType = "application/json",
            ResponseTopic = "answers",
            CorrelationData = new byte[] { 1, 2 },
            MessageExpirySeconds = 60,
            UserProperties = [new("k", "v1"), new("k", "v2")],
        };
        await device.Client.PublishAsync(Device.Message("t", "{}", properties: sent)).WaitAsync(Device.Patience);
        var got = (await device.Received()).Properties!;
        Assert.Equal((sent.PayloadIsText, sent.ContentType, sent.ResponseTopic), (got.PayloadIsText, got.ContentType, got.ResponseTopic));
        Assert.Equal(sent.CorrelationData!.Value.ToArray(), got.CorrelationData!.Value.ToArray());
        Assert.Equal(sent.UserProperties, got.UserProperties);
        Assert.Equal<uint>([7], got.SubscriptionIds);
        Assert.InRange(got.MessageExpirySeconds!.Value, 1u, 60u);
    }

    [Fact]
    public async Task Shared_subscriptions_split_the_stream()
    {
        using var broker = new Mosquitto();
        using var one = new Device(broker.Port, MqttProtocol.V5, o => o.Subscriptions = [new MqttSubscription("$share/g/work")]);
        using var two = new Device(broker.Port, MqttProtocol.V5, o => o.Subscriptions = [new MqttSubscription("$share/g/work")]);
        await one.Connected();
        await two.Connected();
        // An answer to a later subscription tells that the earlier ones have been made.
        await one.Client.SubscribeAsync(new MqttSubscription("x")).WaitAsync(Device.Patience);
        await two.Client.SubscribeAsync(new MqttSubscription("x")).WaitAsync(Device.Patience);
        for (var i = 0; i < 10; i++)
            await one.Client.PublishAsync(Device.Message("work", $"{i}")).WaitAsync(Device.Patience);
        var seen = new List<string>();
        for (var i = 0; i < 5; i++)
            seen.AddRange([await one.Text(), await two.Text()]);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task A_broker_restart_costs_neither_subscriptions_nor_publishes(MqttProtocol protocol)
    {
        using var broker = new Mosquitto();
        using var device = new Device(broker.Port, protocol, o =>
        {
            o.CleanStart = false;
            o.SessionExpirySeconds = 3600;
            o.Subscriptions = [new MqttSubscription("t")];
        });
        await device.Connected();
        broker.Kill();
        Assert.Equal(DisconnectCause.ConnectionLost, (await device.Disconnected()).Cause);
        var publish = device.Client.PublishAsync(Device.Message("t", "kept"));
        broker.Start();
        Assert.True((await publish.WaitAsync(Device.Patience)).IsSuccess);
        Assert.Equal("kept", await device.Text());
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task One_of_two_clients_with_one_name_steps_back_for_minutes(MqttProtocol protocol)
    {
        using var broker = new Mosquitto();
        using var one = new Device(broker.Port, protocol, o => o.ClientId = "same");
        using var two = new Device(broker.Port, protocol, o => o.ClientId = "same");
        var info = await await Task.WhenAny(SteppedBack(one), SteppedBack(two));
        Assert.True(info.RetryIn >= TimeSpan.FromMinutes(5));
        Assert.Contains(one.Notices.Concat(two.Notices), n => n.Kind == MqttNoticeKind.DuplicateClientId);
    }

    private static async Task<DisconnectedInfo> SteppedBack(Device device)
    {
        while (true)
            if (await device.Disconnected() is { Cause: DisconnectCause.DuplicateClientId } info)
                return info;
    }

    [Fact]
    public async Task Denied_publishes_and_passwords_are_told_by_the_brokers_code()
    {
        using var broker = new Mosquitto("acl_file {folder}/acl", f => File.WriteAllText(Path.Combine(f, "acl"), "topic read #\n"));
        using var device = new Device(broker.Port, MqttProtocol.V5);
        await device.Connected();
        var result = await device.Client.PublishAsync(Device.Message("t", "x")).WaitAsync(Device.Patience);
        Assert.Equal((PublishStatus.Refused, ReasonCode.NotAuthorized), (result.Status, result.ReasonCode));
    }

    [Fact]
    public async Task An_unreachable_broker_and_an_unknown_host_are_told_apart()
    {
        using var refused = new Device(Mosquitto.FreePort(), MqttProtocol.V5);
        Assert.Contains("is the broker running?", (await refused.Disconnected()).Reason, StringComparison.Ordinal);
        using var unknown = new Device(1883, MqttProtocol.V5, o => o.Host = "no-such-host.invalid");
        Assert.Contains("'no-such-host.invalid' cannot be resolved", (await unknown.Disconnected()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_for_the_next_connection_are_made_in_OnConnecting()
    {
        using var broker = new Mosquitto();
        var seconds = 30;
        using var device = new Device(broker.Port, MqttProtocol.V5, o => o.OnConnecting = settings => settings.KeepAlive = TimeSpan.FromSeconds(seconds));
        Assert.Equal(30, (await device.Connected()).KeepAlive.TotalSeconds);
        seconds = 1200;
        device.Client.Reconnect();
        Assert.Equal(1200, (await device.Connected()).KeepAlive.TotalSeconds);
    }

    [Fact]
    public async Task A_batch_held_back_holds_the_broker_back_and_nothing_is_lost()
    {
        using var broker = new Mosquitto();
        var held = new System.Collections.Concurrent.ConcurrentQueue<ReceivedBatch>();
        var isHolding = true;
        var all = new TaskCompletionSource();
        var count = 0;
        using var device = new Device(broker.Port, MqttProtocol.V5, o =>
        {
            o.MaximumUnacknowledgedBytes = 50_000;
            o.Subscriptions = [new MqttSubscription("bulk", QualityOfService.AtMostOnce)];
            o.OnReceived = batch =>
            {
                if ((count += batch.Messages.Count) == 500)
                    all.SetResult();
                if (Volatile.Read(ref isHolding))
                    held.Enqueue(batch);
                else
                    batch.Acknowledge();
            };
        });
        await device.Connected();
        using var sender = new Device(broker.Port, MqttProtocol.V5);
        await sender.Connected();
        for (var i = 0; i < 500; i++)
            await sender.Client.PublishAsync(Device.Message("bulk", new string('x', 1000))).WaitAsync(Device.Patience);
        Assert.InRange(Volatile.Read(ref count), 1, 200);
        Volatile.Write(ref isHolding, false);
        while (held.TryDequeue(out var batch))
            batch.Acknowledge();
        await all.Task.WaitAsync(Device.Patience);
    }
}
