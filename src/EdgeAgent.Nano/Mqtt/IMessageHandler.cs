namespace EdgeAgent.Nano.Mqtt;

/// <summary>Handles the broker's messages and acknowledgements.</summary>
public interface IMessageHandler
{
    /// <summary>
    /// Handles a message in the session's buffer, valid during the call. Returns true when its effect is durable, so that it may be acknowledged. After false it is not
    /// acknowledged, and the broker delivers it again with the next connection.
    /// </summary>
    bool Received(InboundMessage message);

    /// <summary>The broker has acknowledged a publish.</summary>
    void Published(int packetId);
}
