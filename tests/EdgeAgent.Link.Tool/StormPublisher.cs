using EdgeAgent.Options;
using MQTTnet;

namespace EdgeAgent.Link.Tool;

/// <summary>Publishes numbered tasks, a backlog or a paced stream, and knows which of them the broker has acknowledged.</summary>
internal sealed class StormPublisher : IDisposable
{
    private const int PacedPerSecond = 250;
    private const int MostRefusals = 200;
    private const int QuotaExceeded = 0x97; // MQTT 5, 2.4
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _published = new(StringComparer.Ordinal);
    private readonly BrokerSession _session;
    private readonly Func<string, MqttApplicationMessage> _message;

    public StormPublisher(int port, string protocol, Func<string, MqttApplicationMessage> message)
    {
        _message = message;
        _session = new BrokerSession(new SessionOptions
        {
            Host = "127.0.0.1",
            Port = port,
            Protocol = protocol == "5" ? ProtocolChoice.V5 : ProtocolChoice.V311,
            ClientId = "publisher",
            // No session: the library restarts its packet ids with each connection, and these would collide with QoS 2 exchanges that the broker remembers.
            CleanStart = true,
            MaximumQueuedBytes = long.MaxValue,
            Reconnect = { Base = TimeSpan.FromMilliseconds(20), Maximum = TimeSpan.FromMilliseconds(200), AfterTakeover = TimeSpan.FromMilliseconds(100) },
        });
        _session.Start();
    }

    /// <summary>In use only while nothing is being published.</summary>
    public IReadOnlyCollection<string> Published => _published;

    public async Task<string> Publish()
    {
        string id;
        lock (_gate)
        {
            id = $"t{_published.Count + 1}";
            _published.Add(id);
        }
        await Again(id);
        return id;
    }

    public async Task Again(string id)
    {
        var result = await _session.PublishAsync(_message(id)).WaitAsync(Patience);
        // After a restart during QoS 2 exchanges, mosquitto 2.0.11 answers 0x97 for a moment. A refusal does not count as an acknowledgement.
        for (var i = 0; i < MostRefusals && result.Code == QuotaExceeded; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            result = await _session.PublishAsync(_message(id)).WaitAsync(Patience);
        }
        if (!result.IsSuccess)
            throw new InvalidOperationException($"publish failed: {result}");
    }

    public Task Backlog(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => Publish()));

    public async Task Stream(CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PacedPerSecond));
        var acknowledged = new List<Task>();
        while (!end.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            acknowledged.Add(Publish());
        }
        await Task.WhenAll(acknowledged);
    }

    public void Dispose()
    {
        _session.Stop(TimeSpan.FromSeconds(5));
        _session.Dispose();
    }
}
