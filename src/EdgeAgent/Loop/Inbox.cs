namespace EdgeAgent.Loop;

/// <summary>
/// Queue of events from other threads to the loop. Thread-safe. It uses a lock and a signal, because a waiting loop must cause no wake-ups,
/// as a channel does with its continuations on the thread pool.
/// </summary>
public sealed class Inbox : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _filled = new(false);
    private List<AgentEvent> _events = [];
    private bool _isDisposed;

    public void Post(AgentEvent happened) => Add(happened, wakes: true);

    /// <summary>Posts an event that needs no action. It does not wake the loop, which takes it together with the next event.</summary>
    public void PostQuietly(AgentEvent happened) => Add(happened, wakes: false);

    private void Add(AgentEvent happened, bool wakes)
    {
        lock (_gate)
        {
            // A sensor or a worker that ends after the loop has no receiver.
            if (_isDisposed) return;
            _events.Add(happened);
            if (wakes) _filled.Set();
        }
    }

    /// <summary>Everything that has arrived, in order; empty when nothing did within <paramref name="patience"/>.</summary>
    public IReadOnlyList<AgentEvent> Take(TimeSpan patience)
    {
        var taken = Swap();
        if (taken.Count > 0 || patience <= TimeSpan.Zero) return taken;
        _filled.WaitOne(patience);
        return Swap();
    }

    /// <summary>
    /// Returns true as soon as a request to shut down has arrived, false after <paramref name="length"/>. No event is taken. The time is measured with
    /// the clock that stands still in suspend.
    /// </summary>
    public bool AwaitShutdown(TimeSpan length)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            lock (_gate)
            {
                if (_events.Exists(e => e is AgentEvent.ShutdownRequested)) return true;
            }

            var left = length - watch.Elapsed;
            if (left <= TimeSpan.Zero) return false;
            _filled.WaitOne(left);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _filled.Dispose();
        }
    }

    private List<AgentEvent> Swap()
    {
        lock (_gate)
        {
            if (_events.Count == 0) return [];
            var taken = _events;
            _events = [];
            return taken;
        }
    }
}
