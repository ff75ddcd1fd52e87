using EdgeAgent.Options;
using MQTTnet;

namespace EdgeAgent.Link.Tool;

/// <summary>
/// <c>contract --port P --expect 5|3.1.1 [--without a,b] [--user U --password W]</c>: checks that the link and a broker keep the protocol; the checks are the same for every broker.
/// --without names what this broker is known not to have; each is counted as skipped. The last line is "N passed, N failed, N skipped".
/// </summary>
internal sealed class ContractSuite(int port, ProtocolChoice protocol, string? user, string? password)
{
    private Dictionary<string, Func<Task>> Cases => new(StringComparer.Ordinal)
    {
        ["version"] = FindsTheVersion,
        ["qos0"] = () => RoundTrip(0),
        ["qos1"] = () => RoundTrip(1),
        ["qos2"] = () => RoundTrip(2),
        ["large"] = LargePayload,
        ["burst"] = Burst,
        ["many-filters"] = ManyFilters,
        ["offline"] = Offline,
        ["will"] = WillOfTheVanished,
        ["no-will"] = NoWillAfterAnOrderlyEnd,
        ["retained"] = () => Retained(wildcard: false),
        ["retained-wildcard"] = () => Retained(wildcard: true),
        ["takeover"] = Takeover,
        ["keep-alive"] = KeepAlive,
        ["unstored"] = UnstoredComesAgain,
        ["properties"] = Properties,
    };

    public static async Task<int> RunVerb(Arguments arguments)
    {
        var protocol = arguments.Text("expect", "5") == "5" ? ProtocolChoice.V5 : ProtocolChoice.V311;
        var suite = new ContractSuite(arguments.Number("port"), protocol, arguments.Text("user", "") is { Length: > 0 } u ? u : null, arguments.Text("password", ""));
        string[] without = arguments.Text("without", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
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
                if (name == "version") break; // without a connection nothing else is worth its time
            }
        }

        Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped{(without.Length > 0 ? $" (not there: {string.Join(' ', without)})" : "")}");
        return failed == 0 ? 0 : 1;
    }

    private Device Open(params string[] filters) => Open(_ => { }, filters);

    private Device Open(Action<SessionOptions> change, params string[] filters) => new(port, protocol, filters, o =>
    {
        o.UserName = user;
        o.Password = user is null ? null : System.Text.Encoding.UTF8.GetBytes(password ?? "");
        change(o);
    });

    private async Task<Device> Listening(Action<SessionOptions> change, params string[] filters)
    {
        var device = Open(change, filters);
        await device.Connected();
        Same("", await device.Subscribed());
        return device;
    }

    private static string Topic(string name) => $"contract/{name}/{Guid.NewGuid():N}"[..40];

    private static async Task Publish(Device device, MqttApplicationMessage message)
    {
        var outcome = await device.Session.PublishAsync(message).WaitAsync(Device.Patience);
        Check(outcome.IsSuccess, $"publish: {outcome}");
    }

    private static void Check(bool isTrue, string otherwise)
    {
        if (!isTrue) throw new InvalidOperationException(otherwise);
    }

    private static void Same<T>(T expected, T actual) => Check(Equals(expected, actual), $"expected {expected}, got {actual}");

    private async Task FindsTheVersion()
    {
        using var device = Open(o => o.Protocol = ProtocolChoice.Auto);
        Same(protocol == ProtocolChoice.V5, (await device.Connected()).IsV5);
    }

    /// <param name="qos">Of the publish; what is subscribed to arrives with QoS 1 at most.</param>
    private async Task RoundTrip(int qos)
    {
        string topic = Topic("trip");
        using var device = await Listening(_ => { }, topic);
        await Publish(device, Messages.Text(topic, "hello", qos));
        Same("hello", await device.Text());
        Check(device.Stop(), "the session does not stop in order");
    }

    private async Task LargePayload()
    {
        string topic = Topic("large");
        using var device = await Listening(_ => { }, topic);
        await Publish(device, Messages.Text(topic, new string('x', 64 * 1024)));
        Same(64 * 1024, (await device.Text()).Length);
    }

    private async Task Burst()
    {
        string topic = Topic("burst");
        using var device = await Listening(_ => { }, topic);
        var sent = Enumerable.Range(0, 1000).Select(i => device.Session.PublishAsync(Messages.Text(topic, $"{i}"))).ToArray();
        for (int i = 0; i < 1000; i++) Same($"{i}", await device.Text());
        Check((await Task.WhenAll(sent).WaitAsync(Device.Patience)).All(r => r.IsSuccess), "a publish failed");
    }

    private async Task ManyFilters()
    {
        string[] topics = [.. Enumerable.Range(0, 20).Select(i => Topic("many"))];
        using var device = await Listening(_ => { }, topics);
        foreach (string topic in topics) await Publish(device, Messages.Text(topic, topic));
        foreach (string topic in topics) Same(topic, await device.Text());
    }

    private async Task Offline()
    {
        var (id, topic) = ($"o{Guid.NewGuid():N}"[..20], Topic("offline"));
        using (var device = await Listening(Keep, topic)) Check(device.Stop(), "the session does not stop in order");
        using (var sender = Open())
        {
            for (int i = 0; i < 5; i++) await Publish(sender, Messages.Text(topic, $"{i}"));
        }

        using var again = Open(Keep, topic);
        Check((await again.Connected()).SessionPresent, "no session present");
        for (int i = 0; i < 5; i++) Same($"{i}", await again.Text());

        void Keep(SessionOptions o) => (o.ClientId, o.CleanStart, o.SessionExpirySeconds) = (id, false, 3600);
    }

    private async Task WillOfTheVanished()
    {
        string topic = Topic("will");
        using var witness = await Listening(_ => { }, topic);
        using (var gone = Open(o => o.OnConnecting = s => s.Will = Messages.Text(topic, "lost"))) await gone.Connected();
        Same("lost", await witness.Text());
    }

    private async Task NoWillAfterAnOrderlyEnd()
    {
        string topic = Topic("no-will");
        using var witness = await Listening(_ => { }, topic);
        using (var gone = Open(o => o.OnConnecting = s => s.Will = Messages.Text(topic, "lost")))
        {
            await gone.Connected();
            Check(gone.Stop(), "the session does not stop in order");
        }

        await Publish(witness, Messages.Text(topic, "after"));
        Same("after", await witness.Text());
    }

    private async Task Retained(bool wildcard)
    {
        string topic = Topic("retained");
        using var sender = Open();
        await Publish(sender, Messages.Text(topic, "kept", retain: true));
        using var device = await Listening(_ => { }, wildcard ? topic[..topic.LastIndexOf('/')] + "/+" : topic);
        Check((await device.Received()).IsRetained, "the retain flag is missing");
        await Publish(sender, Messages.Text(topic, "", retain: true));
    }

    private async Task Takeover()
    {
        string id = $"k{Guid.NewGuid():N}"[..20];
        using var older = Open(o => o.ClientId = id);
        await older.Connected();
        using var newer = Open(o => o.ClientId = id);
        await newer.Connected();
        var loss = await older.Disconnected();
        Check(loss.Cause is LossCause.ClosedByBroker or LossCause.DisconnectedByBroker, $"{loss}");
    }

    private async Task KeepAlive()
    {
        using var device = Open(o => o.KeepAlive = TimeSpan.FromSeconds(1));
        await device.Connected();
        // A broker closes after one and a half times the keep-alive without a packet: after three times it the pings have proved themselves.
        if (await device.DisconnectedWithin(TimeSpan.FromSeconds(3)) is { } loss) Check(false, $"the connection did not live through three keep-alives: {loss.Reason}");
    }

    /// <summary>A message that was not acknowledged is there again on the next connection.</summary>
    private async Task UnstoredComesAgain()
    {
        var (id, topic) = ($"u{Guid.NewGuid():N}"[..20], Topic("unstored"));
        int deliveries = 0;
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var device = await Listening(
            o =>
            {
                (o.ClientId, o.CleanStart, o.SessionExpirySeconds) = (id, false, 3600);
                o.OnReceived = batch =>
                {
                    if (Interlocked.Increment(ref deliveries) == 1)
                    {
                        batch.Abandon();
                        return;
                    }

                    batch.Acknowledge();
                    second.TrySetResult();
                };
            },
            topic);
        await Publish(device, Messages.Text(topic, "kept"));
        // nats-server does not look at the new connection: it sends again 30 s (ack_wait) after the first time.
        await second.Task.WaitAsync(2 * Device.Patience);
    }

    private async Task Properties()
    {
        string topic = Topic("properties");
        using var device = await Listening(_ => { }, topic);
        var message = Messages.Text(topic, "{}");
        (message.ResponseTopic, message.CorrelationData, message.MessageExpiryInterval) = ("answers", [1, 2], 3600);
        await Publish(device, message);
        var got = await device.Received();
        Same("answers", got.ResponseTopic);
        Check(got.CorrelationData is { Length: 2 }, "a property is missing");
    }
}
