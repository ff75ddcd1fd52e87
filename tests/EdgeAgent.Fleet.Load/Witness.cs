using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAgent.Fleet.Load;

/// <summary>Hears every receipt of every device, by its own connection: what the controller has to have at the end.</summary>
internal sealed class Witness : IDisposable
{
    private readonly BrokerSession _session;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Device, long Epoch, long Seq), ReceiptItem> _told = [];

    public Witness(int port)
    {
        using var subscribed = new ManualResetEventSlim();
        _session = new BrokerSession(new SessionOptions
        {
            Host = "127.0.0.1",
            Port = port,
            ClientId = "witness",
            Filters = [new MqttTopicFilter { Topic = "edge/v1/+/receipt", QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }],
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

    public void Dispose() => _session.Dispose();

    private void Received(InboundBatch batch)
    {
        lock (_gate)
        {
            foreach (var message in batch.Messages)
            {
                var document = JsonSerializer.Deserialize(message.Payload.Span, LinkJson.Wire.ReceiptDocument)!;
                foreach (var item in document.Items.Where(i => i.Seq > 0)) _told.TryAdd((document.Device, document.Epoch, item.Seq), item);
            }
        }

        batch.Acknowledge();
    }
}
