using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using EdgeAgent.Options;

namespace EdgeAgent.Link.Tool;

/// <summary>A session that keeps everything it received, so that a check can wait for it.</summary>
internal sealed class Device : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Channel<InboundMessage> _messages = Channel.CreateUnbounded<InboundMessage>();
    private readonly Channel<BrokerFacts> _connected = Channel.CreateUnbounded<BrokerFacts>();
    private readonly Channel<ConnectionLoss> _disconnected = Channel.CreateUnbounded<ConnectionLoss>();
    private readonly TaskCompletionSource<string> _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _lastFailure = "";

    public Device(int port, ProtocolChoice protocol, string[] filters, Action<SessionOptions>? change = null)
    {
        var options = new SessionOptions
        {
            Host = "127.0.0.1",
            Port = port,
            Protocol = protocol,
            ClientId = $"t{Guid.NewGuid():N}"[..20],
            Filters = [.. filters.Select(Messages.Filter)],
            OnConnected = facts => _connected.Writer.TryWrite(facts),
            OnSubscribed = refused => _subscribed.TrySetResult(string.Join("; ", refused.Select(r => $"{r.TopicFilter.Topic}: {r.ResultCode}"))),
            OnDisconnected = loss =>
            {
                _lastFailure = loss.Reason;
                _disconnected.Writer.TryWrite(loss);
            },
            OnWarning = Warnings.Enqueue,
            OnReceived = batch =>
            {
                foreach (var message in batch.Messages) _messages.Writer.TryWrite(message);
                batch.Acknowledge();
            },
            Reconnect = { Base = TimeSpan.FromMilliseconds(50), Maximum = TimeSpan.FromMilliseconds(200), AfterTakeover = TimeSpan.FromMilliseconds(500) },
        };
        change?.Invoke(options);
        Session = new BrokerSession(options);
        Session.Start();
    }

    public BrokerSession Session { get; }

    public ConcurrentQueue<LinkWarning> Warnings { get; } = new();

    public async Task<BrokerFacts> Connected()
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

    /// <summary>The broker has answered for all filters; what it refused, empty for nothing.</summary>
    public Task<string> Subscribed() => _subscribed.Task.WaitAsync(Patience);

    public Task<ConnectionLoss> Disconnected() => Next(_disconnected.Reader);

    /// <summary>The end of a connection; null when none has ended within the time.</summary>
    public async Task<ConnectionLoss?> DisconnectedWithin(TimeSpan time)
    {
        try
        {
            return await _disconnected.Reader.ReadAsync().AsTask().WaitAsync(time);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public Task<InboundMessage> Received() => Next(_messages.Reader);

    public async Task<string> Text() => Encoding.UTF8.GetString((await Received()).Payload.Span);

    public bool Stop() => Session.Stop(Patience);

    public void Dispose() => Session.Dispose();

    private static async Task<T> Next<T>(ChannelReader<T> reader) => await reader.ReadAsync().AsTask().WaitAsync(Patience);
}
