using System.Buffers;
using System.Text;
using System.Text.Json;
using EdgeAgent.Link;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>The other side: publishes to the device and waits for what it says.</summary>
internal sealed class Controller : IDisposable
{
    private readonly BrokerSession _client;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _news = new(false);
    private readonly List<(string Topic, JsonElement Document)> _heard = [];

    public Controller(int port)
    {
        using var subscribed = new ManualResetEventSlim();
        _client = new BrokerSession(new SessionOptions
        {
            Host = "127.0.0.1",
            Port = port,
            ClientId = "controller",
            Filters = [new MqttTopicFilter { Topic = "edge/#", QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }],
            OnReceived = Received,
            OnSubscribed = _ => subscribed.Set(),
        });
        _client.Start();
        Assert.True(subscribed.Wait(TimeSpan.FromSeconds(60)), "no subscription");
    }

    public void Publish(string topic, string payload, bool isRetained = false) => Assert.True(_client.PublishAsync(new MqttApplicationMessage
    {
        Topic = "edge/v1/e2e/" + topic,
        Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        Retain = isRetained,
    }).GetAwaiter().GetResult().IsSuccess);

    /// <summary>Waits for a document, also one that came already.</summary>
    public JsonElement Await(string topicEnd, Func<JsonElement, bool> isMeant)
    {
        long deadline = TimeProvider.System.GetTimestamp() + (60 * TimeProvider.System.TimestampFrequency);
        while (TimeProvider.System.GetTimestamp() < deadline)
        {
            if (All(topicEnd).Where(isMeant).Select(d => (JsonElement?)d).FirstOrDefault() is { } found) return found;
            _news.WaitOne(TimeSpan.FromSeconds(5));
        }

        lock (_gate) throw new TimeoutException($"nothing on {topicEnd}; heard:\n" + string.Join('\n', _heard.Select(h => $"{h.Topic} {h.Document}")));
    }

    public JsonElement AwaitPhase(string id, string phase) => Await($"/task/{id}/state", d => d.GetProperty("phase").GetString() == phase);

    public JsonElement AwaitReceipt(Func<JsonElement, bool> isMeant)
    {
        var batch = Await("/receipt", d => d.GetProperty("items").EnumerateArray().Any(isMeant));
        return batch.GetProperty("items").EnumerateArray().First(isMeant);
    }

    public List<JsonElement> All(string topicEnd)
    {
        lock (_gate) return [.. _heard.Where(h => h.Topic.EndsWith(topicEnd, StringComparison.Ordinal)).Select(h => h.Document)];
    }

    public void Forget()
    {
        lock (_gate) _heard.Clear();
    }

    public void Dispose()
    {
        _client.Dispose();
        _news.Dispose();
    }

    private void Received(InboundBatch batch)
    {
        lock (_gate)
        {
            foreach (var message in batch.Messages)
            {
                if (message.Topic.EndsWith("/task/submit", StringComparison.Ordinal) || message.Payload.IsEmpty) continue;
                using var document = JsonDocument.Parse(message.Payload);
                _heard.Add((message.Topic, document.RootElement.Clone()));
            }
        }

        batch.Acknowledge();
        _news.Set();
    }
}
