namespace EdgeAgent.Link;

/// <summary>
/// The agent's connection to the broker: <see cref="MqttLink"/>, or a recording one in tests. Calls do not block and may be
/// made while there is no connection.
/// </summary>
public interface IBrokerLink
{
    /// <summary>Bytes of publishes that the broker has not acknowledged yet.</summary>
    long QueuedBytes { get; }

    void Publish(OutboundMessage message);

    /// <summary>Sets the keep-alive that the next connection asks for; the present connection does not change.</summary>
    void WantKeepAlive(TimeSpan keepAlive);

    /// <summary>Ends the connection in order (no will, session kept) and makes a new one at once.</summary>
    void Reconnect();

    /// <summary>Ends the connection in order and stays away until <see cref="Return"/>; <see cref="ILinkObserver.Disconnected"/> follows when there was one.</summary>
    void Leave();

    void Return();
}
