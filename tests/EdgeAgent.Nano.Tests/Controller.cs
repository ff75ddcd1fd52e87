using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAgent.Nano.Tests;

/// <summary>The other side, on a client library that shares nothing with the firmware: publishes, hears everything, and keeps count.</summary>
public sealed class Controller : IDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _news = new(false);
    private readonly List<Heard> _heard = [];
    private readonly int _port;
    private readonly string _id = "controller-" + Guid.NewGuid().ToString("N");
    private int _marks;
    private int _marksHeard;

    public Controller(int port)
    {
        _port = port;
        _client.ApplicationMessageReceivedAsync += e =>
        {
            Take(e.ApplicationMessage);
            return Task.CompletedTask;
        };
        Connect();
    }

    public sealed record Heard(string Topic, JsonElement Document, bool IsRetained);

    public void Connect()
    {
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _port).WithClientId(_id)
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311).WithCleanSession(false).Build();
        _client.ConnectAsync(options).GetAwaiter().GetResult();
        _client.SubscribeAsync("edge/#", MqttQualityOfServiceLevel.AtLeastOnce).GetAwaiter().GetResult();
        _client.SubscribeAsync("homeassistant/#", MqttQualityOfServiceLevel.AtLeastOnce).GetAwaiter().GetResult();
        _client.SubscribeAsync("mark/" + _id, MqttQualityOfServiceLevel.AtLeastOnce).GetAwaiter().GetResult();
    }

    public void Disconnect() => _client.DisconnectAsync().GetAwaiter().GetResult();

    /// <summary>Returns when the broker has taken it over.</summary>
    public void Publish(string topic, string payload, bool isRetained = false)
    {
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithRetainFlag(isRetained)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        Assert.True(_client.PublishAsync(message).GetAwaiter().GetResult().IsSuccess);
    }

    /// <summary>What the device has said so far has been heard when this returns: the broker delivers in order.</summary>
    public void CatchUp()
    {
        int mark = ++_marks;
        Publish("mark/" + _id, "x");
        while (Volatile.Read(ref _marksHeard) < mark) Assert.True(_news.WaitOne(TimeSpan.FromSeconds(30)), "the broker does not deliver");
    }

    public List<Heard> All()
    {
        lock (_gate) return [.. _heard];
    }

    public List<JsonElement> On(string topicEnd) => [.. All().Where(h => h.Topic.EndsWith(topicEnd, StringComparison.Ordinal)).Select(h => h.Document)];

    public List<JsonElement> Receipts(string device) =>
        [.. On($"/{device}/receipt").SelectMany(d => d.GetProperty("items").EnumerateArray())];

    public void Dispose()
    {
        _client.Dispose();
        _news.Dispose();
    }

    private void Take(MqttApplicationMessage message)
    {
        if (message.Topic.StartsWith("mark/", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _marksHeard);
        }
        else if (message.Payload.Length > 0 && message.Topic != "homeassistant/status")
        {
            using var document = JsonDocument.Parse(message.ConvertPayloadToString());
            lock (_gate) _heard.Add(new Heard(message.Topic, document.RootElement.Clone(), message.Retain));
        }

        _news.Set();
    }
}
