using EdgeAgent.Native;
using MQTTnet;

namespace EdgeAgent.Link;

/// <summary>
/// The session with a broker across connections: connects with MQTTnet, subscribes, publishes, pings, reconnects. One thread owns it
/// (<see cref="SessionMachine"/>); every method may be called from any thread, also before there is a connection, and does not block.
/// </summary>
internal sealed class BrokerSession : IDisposable
{
    private readonly PublishBudget _budget;
    private readonly SessionMachine _machine;
    private readonly LinkThread _thread;

    public BrokerSession(SessionOptions options)
    {
        _budget = new PublishBudget(options.MaximumQueuedBytes);
        _machine = new SessionMachine(new SessionContext(options, action => _thread!.Post(action)), _budget);
        _thread = new LinkThread(_machine);
    }

    /// <summary>True between CONNACK and the end of the connection. The value may change at any time.</summary>
    public bool IsConnected => _machine.IsConnected;

    /// <summary>Bytes of publishes that are not finished.</summary>
    public long QueuedBytes => _budget.Bytes;

    /// <summary>Begins the first attempt to connect. Further calls do nothing.</summary>
    public void Start() => _thread.Start();

    /// <summary>Waits for publishes in progress while connected, sends DISCONNECT, ends the thread. Returns after <paramref name="patience"/> at the latest.</summary>
    /// <returns>True when the broker had acknowledged everything.</returns>
    public bool Stop(TimeSpan patience)
    {
        Start();
        // A tenth of the time is kept for DISCONNECT.
        long stopAt = BootClock.Now + (long)(patience.TotalMilliseconds * 0.9);
        _thread.Post(() => _machine.BeginStop(stopAt));
        return !_thread.IsCurrent && _thread.Join(patience) && _machine.HasSentAll;
    }

    /// <summary>Ends the connection in order and connects again at once, so that new values in CONNECT take effect. A waiting attempt is made now.</summary>
    public void Reconnect() => _thread.Post(_machine.Reconnect);

    /// <summary>Ends the connection in order, so that no will is published and the session is kept, and stays away until <see cref="Return"/>. Publishes wait.</summary>
    public void Leave() => _thread.Post(_machine.Leave);

    /// <summary>Connects at once after <see cref="Leave"/>.</summary>
    public void Return() => _thread.Post(_machine.Return);

    /// <summary>Publishes a message, which stays in memory across connections until the broker has it.</summary>
    /// <param name="completed">Called exactly once, on the session's thread; on the caller's thread when the session has ended.</param>
    public void Publish(MqttApplicationMessage message, Action<PublishOutcome>? completed = null)
    {
        var publish = new QueuedPublish(message, completed, BootClock.Now);
        bool isFull = !_budget.TryTake(publish);
        if (!_thread.Post(() => _machine.Publish(publish, isFull))) _budget.Finish(publish, new(PublishStatus.Stopped, $"{publish.Topic}: the link has ended"));
    }

    /// <inheritdoc cref="Publish(MqttApplicationMessage, Action{PublishOutcome})"/>
    public Task<PublishOutcome> PublishAsync(MqttApplicationMessage message)
    {
        var source = new TaskCompletionSource<PublishOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Publish(message, source.SetResult);
        return source.Task;
    }

    /// <summary>Ends the connection without DISCONNECT: the broker publishes the will.</summary>
    public void Dispose()
    {
        Start();
        _thread.Post(() => _machine.FinishStop(isOrderly: false));
        if (!_thread.IsCurrent && _thread.Join(TimeSpan.FromSeconds(1))) _thread.Dispose();
    }
}
