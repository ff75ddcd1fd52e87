namespace EdgeAgent.Nano.Mqtt;

/// <summary>Takes what the broker delivers.</summary>
public interface IMessageHandler
{
    /// <summary>
    /// A message in the session's buffer, valid during the call. True: what it asks for is durable, so it may be acknowledged. False: it is not acknowledged, and
    /// the broker delivers it again with the next connection.
    /// </summary>
    bool Received(InboundMessage message);

    /// <summary>The broker has taken over a publish.</summary>
    void Published(int packetId);
}
