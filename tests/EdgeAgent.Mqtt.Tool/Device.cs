using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;

namespace EdgeAgent.Mqtt.Tool;

/// <summary>A client with everything it was told, to be waited for.</summary>
internal sealed class Device : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Channel<ReceivedMessage> _messages = Channel.CreateUnbounded<ReceivedMessage>();
    private readonly Channel<ConnectedInfo> _connected = Channel.CreateUnbounded<ConnectedInfo>();
    private readonly Channel<DisconnectedInfo> _disconnected = Channel.CreateUnbounded<DisconnectedInfo>();

    public Device(int port, MqttProtocol protocol, Action<MqttClientOptions>? change = null)
    {
        var options = new MqttClientOptions
        {
            Host = "127.0.0.1",
            Port = port,
            Protocol = protocol,
            ClientId = $"t{Guid.NewGuid():N}"[..20],
            OnConnected = i => _connected.Writer.TryWrite(i),
            OnDisconnected = i =>
            {
                _lastFailure = i.Reason;
                _disconnected.Writer.TryWrite(i);
            },
            OnNotice = Notices.Enqueue,
            OnReceived = batch =>
            {
                foreach (var message in batch.Messages)
                    _messages.Writer.TryWrite(message);
                batch.Acknowledge();
            },
            Reconnect = { Base = TimeSpan.FromMilliseconds(50), Maximum = TimeSpan.FromMilliseconds(200) },
        };
        change?.Invoke(options);
        Client = new MqttClient(options);
        Client.Start();
    }

    private volatile string _lastFailure = "";

    public MqttClient Client { get; }
    public ConcurrentQueue<MqttNotice> Notices { get; } = new();

    public async Task<ConnectedInfo> Connected()
    {
        try
        {
            return await Next(_connected.Reader);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"no connection within {Patience.TotalSeconds} s; last: {_lastFailure}");
        }
    }

    public Task<DisconnectedInfo> Disconnected() => Next(_disconnected.Reader);
    public Task<ReceivedMessage> Received() => Next(_messages.Reader);

    public async Task<string> Text() => Encoding.UTF8.GetString((await Received()).Payload.Span);

    public bool Stop() => Client.Stop(ReasonCode.Success, Patience);

    public static MqttMessage Message(string topic, string text, QualityOfService qos = QualityOfService.AtLeastOnce, bool retain = false, PublishProperties? properties = null) =>
        new() { Topic = topic, Payload = Encoding.UTF8.GetBytes(text), Qos = qos, Retain = retain, Properties = properties };

    public void Dispose() => Client.Dispose();

    private static async Task<T> Next<T>(ChannelReader<T> reader) => await reader.ReadAsync().AsTask().WaitAsync(Patience);
}
