namespace EdgeAgent.Mqtt;

/// <summary>
/// MQTT 5 and 3.1.1 client for devices that sleep most of the time: it connects, stays connected, and costs nothing while nothing happens.
/// Every method may be called from any thread, also before a connection exists.
/// </summary>
public sealed class MqttClient : IDisposable
{
    /// <exception cref="ArgumentException">An option is outside its range; the message names it.</exception>
    public MqttClient(MqttClientOptions options) => throw new NotImplementedException();

    /// <summary>True between CONNACK and the end of the connection. A momentary fact: the next call may find it changed.</summary>
    public bool IsConnected => throw new NotImplementedException();

    /// <summary>Starts the session thread and the first attempt. Once.</summary>
    public void Start() => throw new NotImplementedException();

    /// <summary>
    /// Waits for publishes and acknowledgements in progress while connected, sends DISCONNECT, closes, ends the threads. Publishes that
    /// are not done by then complete with <see cref="PublishStatus.Stopped"/>. Returns after <paramref name="timeout"/> at the latest.
    /// </summary>
    /// <param name="reason"><see cref="ReasonCode.Success"/>: the will is discarded. <see cref="ReasonCode.DisconnectWithWillMessage"/>: it is published (MQTT 5;
    /// on 3.1.1 the connection is closed without DISCONNECT to the same end).</param>
    /// <returns>True when everything had been acknowledged.</returns>
    public bool Stop(ReasonCode reason, TimeSpan timeout) => throw new NotImplementedException();

    /// <summary>Disconnects and connects again at once, for settings that are stated in CONNECT.</summary>
    public void Reconnect() => throw new NotImplementedException();

    /// <summary>Hands a message to the client, which keeps it in memory across connections until the broker has taken it.</summary>
    /// <param name="completed">Called exactly once, on the session thread.</param>
    public void Publish(MqttMessage message, Action<PublishResult>? completed = null) => throw new NotImplementedException();

    /// <inheritdoc cref="Publish"/>
    public Task<PublishResult> PublishAsync(MqttMessage message) => throw new NotImplementedException();

    /// <summary>Subscribes now (or when connected), and again whenever the broker has lost the session.</summary>
    public void Subscribe(IReadOnlyList<MqttSubscription> subscriptions, Action<SubscribeResult>? completed = null) => throw new NotImplementedException();

    /// <inheritdoc cref="Subscribe"/>
    public Task<SubscribeResult> SubscribeAsync(params MqttSubscription[] subscriptions) => throw new NotImplementedException();

    /// <summary>Ends subscriptions; they are not made again.</summary>
    public void Unsubscribe(IReadOnlyList<string> filters, Action<SubscribeResult>? completed = null) => throw new NotImplementedException();

    /// <inheritdoc cref="Unsubscribe"/>
    public Task<SubscribeResult> UnsubscribeAsync(params string[] filters) => throw new NotImplementedException();

    /// <summary>Runs the authentication exchange again on the open connection (MQTT 5, 4.12.1). Does nothing without one.</summary>
    public void Reauthenticate() => throw new NotImplementedException();

    /// <summary>Stops without waiting: the broker publishes the will.</summary>
    public void Dispose() => throw new NotImplementedException();
}
