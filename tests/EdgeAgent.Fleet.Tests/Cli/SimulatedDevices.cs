using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Link;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAgent.Fleet.Tests.Cli;

/// <summary>Devices that take every task and end it at once, over a real broker.</summary>
internal sealed class SimulatedDevices : IDisposable
{
    private readonly BrokerSession _session;
    private readonly ConcurrentDictionary<string, long> _seqs = new(StringComparer.Ordinal);

    public SimulatedDevices(int port)
    {
        using var subscribed = new ManualResetEventSlim();
        _session = new BrokerSession(new SessionOptions
        {
            Host = "127.0.0.1",
            Port = port,
            ClientId = "devices",
            Filters = [Filter("task/submit"), Filter("ctl/sync"), Filter("ctl/plan")],
            OnReceived = Received,
            OnSubscribed = _ => subscribed.Set(),
        });
        _session.Start();
        Assert.True(subscribed.Wait(TimeSpan.FromMinutes(1)));
    }

    /// <summary>How the tasks of a device end; <c>SUCCEEDED</c> by default.</summary>
    public ConcurrentDictionary<string, string> Ends { get; } = new(StringComparer.Ordinal);

    public void Online(string device, double socPct)
    {
        Say($"{device}/status", $$"""{"v":1,"device":"{{device}}","ts":"2026-06-01T08:00:00.000Z","state":"online","session":1,"agent_version":"1","caps":[],"groups":["solar"],"tags":["roof"]}""");
        string power = $$"""{"soc_pct":{{socPct}},"source":"battery","charging":"discharging","quality":"measured"}""";
        Say($"{device}/state", $$$"""{"v":1,"device":"{{{device}}}","ts":"2026-06-01T08:00:00.000Z","power":{{{power}}},"system":{"network":"any"},"queue":{},"mode":"full","limit":"none","limits":{"batch":1,"quality":"full","parallel":true},"counters":{}}""");
    }

    public void Say(string topic, string document) => _session.Publish(
        new MqttApplicationMessage { Topic = "edge/v1/" + topic, Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(document)), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce },
        _ => { });

    public void Dispose() => _session.Dispose();

    private static MqttTopicFilter Filter(string tail) => new() { Topic = "edge/v1/+/" + tail, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce };

    private void Received(InboundBatch batch)
    {
        foreach (var message in batch.Messages)
        {
            string[] topic = message.Topic.Split('/');
            var document = JsonDocument.Parse(message.Payload).RootElement;
            if (topic[3] == "task") Work(topic[2], document.GetProperty("id").GetString()!);
            else Answer(topic[2], topic[4], document);
        }

        batch.Acknowledge();
    }

    private void Work(string device, string task)
    {
        long seq = _seqs.AddOrUpdate(device, 2, (_, n) => n + 2);
        string Item(long n, string status) => $$"""{"seq":{{n}},"id":"{{task}}","rev":{{n}},"status":"{{status}}","sha256":"0","ts":"2026-06-01T08:00:00.000Z"}""";
        Say($"{device}/receipt", $$"""{"v":1,"device":"{{device}}","ts":"2026-06-01T08:00:00.000Z","epoch":1,"items":[{{Item(seq - 1, "QUEUED")}},{{Item(seq, Ends.GetValueOrDefault(device, "SUCCEEDED"))}}]}""");
    }

    private void Answer(string device, string verb, JsonElement request)
    {
        var reply = new JsonObject { ["verb"] = verb, ["ok"] = true, ["correlation"] = JsonNode.Parse(request.GetProperty("correlation").GetRawText()) };
        reply["data"] = verb == "sync"
            ? new JsonObject { ["first_seq"] = 0, ["last_seq"] = 0 }
            : new JsonObject { ["tasks"] = new JsonArray(new JsonObject { ["phase"] = "READY" }) };
        Say($"{device}/ctl/reply/fleet", reply.ToJsonString());
    }
}
