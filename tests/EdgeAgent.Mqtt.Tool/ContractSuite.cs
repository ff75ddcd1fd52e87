namespace EdgeAgent.Mqtt.Tool;

/// <summary>
/// <c>contract --port P --expect 5|3.1.1 [--without a,b] [--user U --password W]</c>: what the client and a broker owe each other, the same for every broker.
/// --without names what this broker is known not to have; each is counted as skipped. The last line is "N passed, N failed, N skipped".
/// </summary>
internal sealed class ContractSuite(int port, MqttProtocol protocol, string? user, string? password)
{
    private const QualityOfService Qos0 = QualityOfService.AtMostOnce, Qos2 = QualityOfService.ExactlyOnce;

    private Dictionary<string, Func<Task>> Cases => new(StringComparer.Ordinal)
    {
        ["version"] = FindsTheVersion,
        ["qos0"] = () => RoundTrip(Qos0),
        ["qos1"] = () => RoundTrip(QualityOfService.AtLeastOnce),
        ["qos2"] = () => RoundTrip(Qos2),
        ["large"] = LargePayload,
        ["burst"] = Burst,
        ["offline"] = Offline,
        ["will"] = WillOfTheVanished,
        ["retained"] = () => Retained(wildcard: false),
        ["retained-wildcard"] = () => Retained(wildcard: true),
        ["unsubscribe"] = Unsubscribed,
        ["takeover"] = Takeover,
        ["keep-alive"] = KeepAlive,
        ["shared"] = Shared,
        ["properties"] = Properties,
    };

    public static async Task<int> RunVerb(Arguments arguments)
    {
        var protocol = arguments.Text("expect", "5") == "5" ? MqttProtocol.V5 : MqttProtocol.V311;
        var suite = new ContractSuite(arguments.Number("port"), protocol, arguments.Text("user", "") is { Length: > 0 } u ? u : null, arguments.Text("password", ""));
        var without = arguments.Text("without", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        int passed = 0, failed = 0, skipped = 0;
        foreach (var (name, run) in suite.Cases)
        {
            if (without.Contains(name))
            {
                skipped++;
                continue;
            }
            try
            {
                await run();
                passed++;
            }
            catch (Exception e)
            {
                failed++;
                Console.WriteLine($"FAILED {name}: {e.GetType().Name}: {e.Message}");
                if (name == "version")
                    break; // without a connection nothing else is worth its time
            }
        }
        Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped{(without.Length > 0 ? $" (not there: {string.Join(' ', without)})" : "")}");
        return failed == 0 ? 0 : 1;
    }

    private Device Open(Action<MqttClientOptions>? change = null, MqttProtocol? asked = null) => new(port, asked ?? protocol, o =>
    {
        o.UserName = user;
        o.Password = user is null ? null : System.Text.Encoding.UTF8.GetBytes(password ?? "");
        change?.Invoke(o);
    });

    private static string Topic(string name) => $"contract/{name}/{Guid.NewGuid():N}"[..40];

    private static async Task Publish(Device device, MqttMessage message)
    {
        var result = await device.Client.PublishAsync(message).WaitAsync(Device.Patience);
        Check(result.IsSuccess, $"publish: {result}");
    }

    private static async Task Subscribe(Device device, params MqttSubscription[] subscriptions)
    {
        var result = await device.Client.SubscribeAsync(subscriptions).WaitAsync(Device.Patience);
        Check(result.IsSuccess, $"subscribe: {string.Join(' ', result.ReasonCodes)}");
    }

    private static void Check(bool isTrue, string otherwise)
    {
        if (!isTrue)
            throw new InvalidOperationException(otherwise);
    }

    private static void Same<T>(T expected, T actual) => Check(Equals(expected, actual), $"expected {expected}, got {actual}");

    private async Task FindsTheVersion()
    {
        using var device = Open(asked: MqttProtocol.Auto);
        Same(protocol, (await device.Connected()).Protocol);
    }

    private async Task RoundTrip(QualityOfService qos)
    {
        using var device = Open();
        await device.Connected();
        var topic = Topic("trip");
        await Subscribe(device, new MqttSubscription(topic, qos));
        await Publish(device, Device.Message(topic, "hello", qos));
        var message = await device.Received();
        Same("hello", System.Text.Encoding.UTF8.GetString(message.Payload.Span));
        Same(qos, message.Qos);
        Check(device.Stop(), "the client does not stop in order");
    }

    private async Task LargePayload()
    {
        using var device = Open();
        await device.Connected();
        var topic = Topic("large");
        await Subscribe(device, new MqttSubscription(topic));
        await Publish(device, Device.Message(topic, new string('x', 64 * 1024)));
        Same(64 * 1024, (await device.Text()).Length);
    }

    private async Task Burst()
    {
        using var device = Open();
        await device.Connected();
        var topic = Topic("burst");
        await Subscribe(device, new MqttSubscription(topic));
        var sent = Enumerable.Range(0, 1000).Select(i => device.Client.PublishAsync(Device.Message(topic, $"{i}"))).ToArray();
        for (var i = 0; i < 1000; i++)
            Same($"{i}", await device.Text());
        Check((await Task.WhenAll(sent).WaitAsync(Device.Patience)).All(r => r.IsSuccess), "a publish failed");
    }

    private async Task Offline()
    {
        var (id, topic) = ($"o{Guid.NewGuid():N}"[..20], Topic("offline"));
        Device Sleeper() => Open(o =>
        {
            o.ClientId = id;
            o.CleanStart = false;
            o.SessionExpirySeconds = 3600;
        });
        using (var device = Sleeper())
        {
            await device.Connected();
            await Subscribe(device, new MqttSubscription(topic));
            Check(device.Stop(), "the client does not stop in order");
        }
        using (var sender = Open())
            for (var i = 0; i < 5; i++)
                await Publish(sender, Device.Message(topic, $"{i}"));
        using var again = Sleeper();
        Check((await again.Connected()).SessionPresent, "no session present");
        for (var i = 0; i < 5; i++)
            Same($"{i}", await again.Text());
    }

    private async Task WillOfTheVanished()
    {
        var topic = Topic("will");
        using var witness = Open();
        await witness.Connected();
        await Subscribe(witness, new MqttSubscription(topic));
        using (var gone = Open(o => o.Will = new MqttWill { Message = Device.Message(topic, "lost") }))
        {
            await gone.Connected();
            // On 3.1.1 this closes without DISCONNECT, on 5 it says so.
            gone.Client.Stop(ReasonCode.DisconnectWithWillMessage, Device.Patience);
        }
        Same("lost", await witness.Text());
    }

    private async Task Retained(bool wildcard)
    {
        var topic = Topic("retained");
        using var device = Open();
        await device.Connected();
        await Publish(device, Device.Message(topic, "kept", retain: true));
        await Subscribe(device, new MqttSubscription(wildcard ? topic[..topic.LastIndexOf('/')] + "/+" : topic));
        var message = await device.Received();
        Check(message.IsRetained, "the retain flag is missing");
        await Publish(device, new MqttMessage { Topic = topic, Retain = true });
    }

    private async Task Unsubscribed()
    {
        var (topic, other) = (Topic("given-up"), Topic("still-there"));
        using var device = Open();
        await device.Connected();
        await Subscribe(device, new MqttSubscription(topic), new MqttSubscription(other));
        Check((await device.Client.UnsubscribeAsync(topic).WaitAsync(Device.Patience)).IsSuccess, "unsubscribe failed");
        await Publish(device, Device.Message(topic, "unwanted"));
        await Publish(device, Device.Message(other, "wanted"));
        Same("wanted", await device.Text());
    }

    private async Task Takeover()
    {
        var id = $"k{Guid.NewGuid():N}"[..20];
        using var older = Open(o => o.ClientId = id);
        await older.Connected();
        using var newer = Open(o => o.ClientId = id);
        await newer.Connected();
        var info = await older.Disconnected();
        Check(info.Cause is DisconnectCause.DuplicateClientId or DisconnectCause.ConnectionLost or DisconnectCause.DisconnectedByBroker, $"{info}");
    }

    private async Task KeepAlive()
    {
        using var device = Open(o => o.KeepAlive = TimeSpan.FromSeconds(1));
        await device.Connected();
        // A broker closes after one and a half times the keep-alive without a packet: after three times it the pings have proved themselves.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        Check(device.Client.IsConnected, "the connection did not live through three keep-alives");
    }

    private async Task Shared()
    {
        var topic = Topic("shared");
        using var one = Open();
        using var two = Open();
        foreach (var device in new[] { one, two })
        {
            await device.Connected();
            await Subscribe(device, new MqttSubscription($"$share/g/{topic}"));
        }
        for (var i = 0; i < 10; i++)
            await Publish(one, Device.Message(topic, $"{i}"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (a, b) = (one.Text(), two.Text());
        while (seen.Count < 10)
        {
            var next = await Task.WhenAny(a, b);
            Check(seen.Add(await next), "a message came twice");
            if (next == a)
                a = one.Text();
            else
                b = two.Text();
        }
    }

    private async Task Properties()
    {
        var topic = Topic("properties");
        using var device = Open();
        await device.Connected();
        await Subscribe(device, new MqttSubscription(topic) { SubscriptionId = 9 });
        await Publish(device, Device.Message(topic, "{}", properties: new PublishProperties
        {
            ContentType = "application/json",
            ResponseTopic = "answers",
            CorrelationData = new byte[] { 1, 2 },
            UserProperties = [new("k", "v")],
        }));
        var got = (await device.Received()).Properties ?? throw new InvalidOperationException("no properties");
        Same(("application/json", "answers"), (got.ContentType, got.ResponseTopic));
        Check(got.CorrelationData is { Length: 2 } && got.UserProperties.Count == 1 && got.SubscriptionIds is [9], "a property is missing");
    }
}
