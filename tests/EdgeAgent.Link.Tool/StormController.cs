using System.Text.Json;

namespace EdgeAgent.Link.Tool;

/// <summary>Listens to the stormed agent as a controller does: receipts by their numbers, births, and acknowledges what it has without a gap.</summary>
internal sealed class StormController : IDisposable
{
    private const string Root = "edge/v1/" + StormedAgent.Id;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _news = new(false);
    private readonly SortedDictionary<long, (string Id, string Status)> _receipts = [];
    private readonly HashSet<string> _final = new(StringComparer.Ordinal);
    private readonly BrokerSession _session;
    private readonly bool _acknowledges;
    private long _upTo;
    private long _birth;
    private int _replies;

    public StormController(int port, bool acknowledges)
    {
        _acknowledges = acknowledges;
        _session = new BrokerSession(new SessionOptions
        {
            Host = "127.0.0.1",
            Port = port,
            ClientId = "controller",
            CleanStart = false,
            SessionExpirySeconds = 3600,
            Filters = [Messages.Filter($"{Root}/receipt"), Messages.Filter($"{Root}/status"), Messages.Filter($"{Root}/ctl/reply")],
            OnReceived = Received,
            Reconnect = { Base = TimeSpan.FromMilliseconds(20), Maximum = TimeSpan.FromMilliseconds(200), AfterTakeover = TimeSpan.FromMilliseconds(100) },
        });
        _session.Start();
    }

    /// <summary>Receipts whose number came with different contents, or that have no number.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Numbers below the highest that never came.</summary>
    public long Gaps
    {
        get
        {
            lock (_gate)
                return _receipts.Count == 0 ? 0 : _receipts.Keys.Last() - _receipts.Count;
        }
    }

    public long Receipts
    {
        get
        {
            lock (_gate)
                return _receipts.Count;
        }
    }

    /// <summary>The number of the connection that the agent last announced.</summary>
    public long Session
    {
        get
        {
            lock (_gate)
                return _birth;
        }
    }

    /// <summary>Tasks with not exactly one acceptance and one success.</summary>
    public int Doubled
    {
        get
        {
            lock (_gate)
                return _receipts.Values.GroupBy(r => r.Id).Count(g => g.Count(r => r.Status == "QUEUED") > 1 || g.Count(r => r.Status == "SUCCEEDED") > 1 || g.Count() > 2);
        }
    }

    public List<string> Open(IEnumerable<string> ids)
    {
        lock (_gate)
            return [.. ids.Where(id => !_final.Contains(id))];
    }

    public List<string> Receipted()
    {
        lock (_gate)
            return [.. _receipts.Values.Select(r => r.Id).Distinct()];
    }

    /// <summary>Waits until the condition holds; the end of the agent ends the wait as well.</summary>
    public void Await(Func<bool> isSo, StormedAgent agent, string what, TimeSpan patience)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!isSo())
        {
            if (agent.EndedByItself is { } end)
                throw new InvalidOperationException($"waiting for {what}, the agent ended by itself with {end}");
            if (watch.Elapsed > patience)
                throw new TimeoutException($"waited {patience.TotalSeconds} s for {what}; session {Session}, receipts {Receipts}, gaps {Gaps}");
            _news.WaitOne(TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Its answer shows that the agent has subscribed.</summary>
    public void AwaitAnswer(StormedAgent agent)
    {
        int before = Volatile.Read(ref _replies);
        for (int i = 0; i < 60 && Volatile.Read(ref _replies) == before; i++)
        {
            _session.Publish(Messages.Text($"{Root}/ctl/power", "{}"));
            _news.WaitOne(TimeSpan.FromMilliseconds(500));
        }
        Await(() => Volatile.Read(ref _replies) > before, agent, "an answer", TimeSpan.FromSeconds(30));
    }

    public void Dispose()
    {
        _session.Stop(TimeSpan.FromSeconds(5));
        _session.Dispose();
        _news.Dispose();
    }

    private void Received(InboundBatch batch)
    {
        foreach (var message in batch.Messages)
        {
            using var document = JsonDocument.Parse(message.Payload);
            var root = document.RootElement;
            if (message.Topic.EndsWith("/reply", StringComparison.Ordinal))
                Interlocked.Increment(ref _replies);
            else
                lock (_gate)
                {
                    if (root.TryGetProperty("items", out var items))
                        foreach (var item in items.EnumerateArray())
                            Take(item);
                    else if (root.GetProperty("state").GetString() == "online")
                        _birth = Math.Max(_birth, root.GetProperty("session").GetInt64());
                }
        }
        batch.Acknowledge();
        Acknowledge();
        _news.Set();
    }

    private void Take(JsonElement item)
    {
        var (seq, id, status) = (item.GetProperty("seq").GetInt64(), item.GetProperty("id").GetString()!, item.GetProperty("status").GetString()!);
        if (status != "QUEUED")
            _final.Add(id);
        // The answer to a repeated submission repeats the stored receipt with the same number.
        if (!_receipts.TryAdd(seq, (id, status)) && _receipts[seq] != (id, status) || seq <= 0 || status is not ("QUEUED" or "SUCCEEDED"))
            Conflicts++;
    }

    private void Acknowledge()
    {
        if (!_acknowledges)
            return;
        long before = _upTo;
        lock (_gate)
            while (_receipts.ContainsKey(_upTo + 1))
                _upTo++;
        if (_upTo > before)
            _session.Publish(Messages.Text($"{Root}/receipt/ack", $"{{\"v\":1,\"up_to_seq\":{_upTo}}}"));
    }
}
