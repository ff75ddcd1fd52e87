using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAgent.Fleet.Load;

/// <summary>
/// Receives everything below the root on its own connection: the receipts, which the controller must have at the end, and how many messages there
/// are. It asks the controller by the same connection: a new one costs a nats-server that lost a node several seconds.
/// </summary>
internal sealed class Witness : IDisposable
{
    private const string ReplyTopic = "edge/v1/fleet/ctl/reply/witness";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BrokerSession _session;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _questions = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Device, long Epoch, long Seq), ReceiptItem> _told = [];

    public Witness(int port)
    {
        using var subscribed = new ManualResetEventSlim();
        _session = new BrokerSession(new SessionOptions
        {
            Host = "127.0.0.1",
            Port = port,
            ClientId = "witness",
            CleanStart = false,
            SessionExpirySeconds = 3600,
            Filters = [new MqttTopicFilter { Topic = "edge/v1/#", QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }],
            OnReceived = Received,
            OnSubscribed = _ => subscribed.Set(),
        });
        _session.Start();
        if (!subscribed.Wait(TimeSpan.FromMinutes(3))) throw new TimeoutException("the witness gets no subscription");
    }

    public IReadOnlyList<StoredItem> Told
    {
        get
        {
            lock (_gate) return [.. _told.Select(t => new StoredItem(t.Key.Device, t.Key.Epoch, t.Key.Seq, t.Value))];
        }
    }

    /// <summary>Received messages per device by kind, the most frequent first.</summary>
    public string MessagesPer(int devices)
    {
        lock (_gate)
            return string.Join(", ", _messages.OrderByDescending(m => m.Value).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {(double)m.Value / devices:F1}")));
    }

    /// <summary>The controller's answer; null when none came in time.</summary>
    public JsonElement? Ask(string verb, JsonObject arguments)
    {
        string token = Guid.NewGuid().ToString("N");
        var answer = _questions[token] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        arguments["reply_to"] = ReplyTopic;
        arguments["correlation"] = token;
        _session.Publish(new OutboundMessage($"edge/v1/fleet/ctl/{verb}", Encoding.UTF8.GetBytes(arguments.ToJsonString())).ToMqtt());
        bool isAnswered = answer.Task.Wait(Patience);
        _questions.TryRemove(token, out _);
        return isAnswered ? answer.Task.Result : null;
    }

    public void Dispose() => _session.Dispose();

    private void Received(InboundBatch batch)
    {
        lock (_gate)
        {
            foreach (var message in batch.Messages)
            {
                string kind = Kind(message.Topic.Split('/'));
                _messages[kind] = _messages.GetValueOrDefault(kind) + 1;
                if (message.Topic == ReplyTopic) Answered(message.Payload);
                if (kind != "receipt") continue;
                var document = JsonSerializer.Deserialize(message.Payload.Span, LinkJson.Wire.ReceiptDocument)!;
                foreach (var item in document.Items.Where(i => i.Seq > 0)) _told.TryAdd((document.Device, document.Epoch, item.Seq), item);
            }
        }

        batch.Acknowledge();
    }

    private void Answered(ReadOnlyMemory<byte> payload)
    {
        var reply = JsonDocument.Parse(payload).RootElement;
        if (_questions.TryGetValue(reply.GetProperty("correlation").GetString()!, out var question)) question.TrySetResult(reply);
    }

    // Without the names of devices, tasks and orders.
    private static string Kind(string[] topic) => topic[3..] switch
    {
        ["task", _, "state"] => "task/state",
        ["order", _] => "order",
        ["ctl", "reply", ..] => "ctl/reply",
        var rest => string.Join('/', rest),
    };
}
