using EdgeAgent.Mqtt.Connection;
using EdgeAgent.Mqtt.Packets;
using EdgeAgent.Mqtt.Session;

namespace EdgeAgent.Mqtt;

/// <summary>
/// MQTT 5 and 3.1.1 client for devices that sleep most of the time: it connects, stays connected, and costs nothing while nothing happens.
/// Every method may be called from any thread, also before a connection exists.
/// </summary>
public sealed class MqttClient : IDisposable
{
    private readonly MqttClientOptions _options;
    private readonly SessionThread _thread;
    private int _isStarted;
    private int _isDisposed;

    /// <exception cref="ArgumentException">An option is outside its range; the message names it.</exception>
    public MqttClient(MqttClientOptions options)
    {
        if (OptionRules.Faults(options).FirstOrDefault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        _options = options;
        _thread = new SessionThread(options);
    }

    /// <summary>True between CONNACK and the end of the connection. A momentary fact: the next call may find it changed.</summary>
    public bool IsConnected => _thread.IsConnected;

    /// <summary>Starts the session thread and the first attempt. Once.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
            _thread.Start();
    }

    /// <summary>
    /// Waits for publishes and acknowledgements in progress while connected, sends DISCONNECT, closes, ends the threads. Publishes that
    /// are not done by then complete with <see cref="PublishStatus.Stopped"/>. Returns after <paramref name="timeout"/> at the latest.
    /// </summary>
    /// <param name="reason"><see cref="ReasonCode.Success"/>: the will is discarded. <see cref="ReasonCode.DisconnectWithWillMessage"/>: it is published (MQTT 5;
    /// on 3.1.1 the connection is closed without DISCONNECT to the same end).</param>
    /// <returns>True when everything had been acknowledged. Called in one of the client's callbacks it does not wait, and returns false.</returns>
    public bool Stop(ReasonCode reason, TimeSpan timeout)
    {
        Start();
        var end = BootClock.Now + (long)timeout.TotalMilliseconds;
        // A tenth is kept for the good-bye itself.
        _thread.Post((session, now) => session.Stop(reason, end - (long)(timeout.TotalMilliseconds / 10), now));
        if (_thread.IsCurrent)
            return false;
        if (_thread.Join(timeout))
            return _thread.IsComplete;
        _thread.Abort();
        return false;
    }

    /// <summary>Disconnects and connects again at once, for settings that are stated in CONNECT. An attempt that waits for its time is made now.</summary>
    public void Reconnect() => _thread.Post((session, now) => session.Reconnect(now));

    /// <summary>
    /// Ends the connection in order (the will is discarded, the session kept) and stays away until <see cref="Return"/>: before the machine sleeps.
    /// <see cref="MqttClientOptions.OnDisconnected"/> tells when the broker has it, two seconds later at the latest. Publishes wait meanwhile.
    /// </summary>
    public void Leave() => _thread.Post((session, now) => session.Leave(now));

    /// <summary>Connects at once after <see cref="Leave"/>.</summary>
    public void Return() => _thread.Post((session, now) => session.Return(now));

    /// <summary>Hands a message to the client, which keeps it in memory across connections until the broker has taken it.</summary>
    /// <param name="completed">Called exactly once, on the session thread; on the caller's when the client has been stopped.</param>
    public void Publish(MqttMessage message, Action<PublishResult>? completed = null)
    {
        var publish = new OutboundPublish(message, completed);
        var isFull = _thread.AddQueued(publish.Bytes) > _options.MaximumQueuedBytes;
        if (!_thread.Post((session, now) => session.Publish(publish, isFull, now)))
            completed?.Invoke(PublishResult.Of(PublishStatus.Stopped));
    }

    /// <inheritdoc cref="Publish"/>
    public Task<PublishResult> PublishAsync(MqttMessage message)
    {
        var source = new TaskCompletionSource<PublishResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Publish(message, source.SetResult);
        return source.Task;
    }

    /// <summary>Subscribes now (or when connected), and again whenever the broker has lost the session.</summary>
    /// <exception cref="ArgumentException">A filter breaks the rules of MQTT 5, 4.7.</exception>
    public void Subscribe(IReadOnlyList<MqttSubscription> subscriptions, Action<SubscribeResult>? completed = null)
    {
        if (subscriptions.Count == 0)
            throw new ArgumentException("at least one subscription is needed [MQTT-3.8.3-2]", nameof(subscriptions));
        if (OptionRules.SubscriptionFaults(subscriptions).FirstOrDefault() is { } fault)
            throw new ArgumentException(fault, nameof(subscriptions));
        Post(new SubscriptionRequest(subscriptions, isRemoval: false, completed));
    }

    /// <inheritdoc cref="Subscribe"/>
    public Task<SubscribeResult> SubscribeAsync(params MqttSubscription[] subscriptions)
    {
        var source = new TaskCompletionSource<SubscribeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Subscribe(subscriptions, source.SetResult);
        return source.Task;
    }

    /// <summary>Ends subscriptions; they are not made again.</summary>
    public void Unsubscribe(IReadOnlyList<string> filters, Action<SubscribeResult>? completed = null)
    {
        if (filters.Count == 0)
            throw new ArgumentException("at least one filter is needed [MQTT-3.10.3-2]", nameof(filters));
        if (filters.Select(TopicRules.FilterFault).FirstOrDefault(f => f is not null) is { } fault)
            throw new ArgumentException(fault, nameof(filters));
        Post(new SubscriptionRequest([.. filters.Select(f => new MqttSubscription(f))], isRemoval: true, completed));
    }

    /// <inheritdoc cref="Unsubscribe"/>
    public Task<SubscribeResult> UnsubscribeAsync(params string[] filters)
    {
        var source = new TaskCompletionSource<SubscribeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Unsubscribe(filters, source.SetResult);
        return source.Task;
    }

    /// <summary>Runs the authentication exchange again on the open connection (MQTT 5, 4.12.1). Does nothing without one.</summary>
    public void Reauthenticate() => _thread.Post((session, now) => session.Reauthenticate(now));

    /// <summary>Stops without waiting for acknowledgements: the connection is closed and the broker publishes the will.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        Stop(ReasonCode.DisconnectWithWillMessage, TimeSpan.Zero);
        if (!_thread.IsCurrent && _thread.Join(TimeSpan.FromSeconds(1)))
            _thread.Dispose();
    }

    private void Post(SubscriptionRequest request)
    {
        if (!_thread.Post((session, now) => session.Subscribe(request, now)))
            request.Completed?.Invoke(request.Result(answered: false));
    }
}
