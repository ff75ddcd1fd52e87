namespace EdgeAgent.Link;

/// <summary>
/// The way to the broker as the agent sees it: <see cref="MqttLink"/>, and a recording one in tests. Calls do not block and may be
/// made while there is no connection.
/// </summary>
public interface IBrokerLink
{
    /// <summary>Of publishes that the broker has not taken yet.</summary>
    long QueuedBytes { get; }

    void Publish(OutboundMessage message);

    /// <summary>What the next connection asks the broker for; the present one is not touched.</summary>
    void WantKeepAlive(TimeSpan keepAlive);

    /// <summary>Ends the connection in order (no will, session kept) and makes a new one at once.</summary>
    void Reconnect();

    /// <summary>Ends the connection in order and stays away until <see cref="Return"/>; <see cref="ILinkObserver.Disconnected"/> follows when there was one.</summary>
    void Leave();

    void Return();
}
