namespace EdgeAgent.Link;

/// <summary>
/// Gets the link's events. The loop implements it, so that the link does not depend on the loop. Called on the session's
/// thread; implementations are thread-safe and never block.
/// </summary>
public interface ILinkObserver
{
    /// <summary>Messages arrived; the observer must make exactly one of the two calls of the batch.</summary>
    void Arrived(InboundBatch batch);

    void Connected(LinkFacts facts);

    /// <param name="alert">Word of <c>alerts</c> when the owner should act; null otherwise.</param>
    void Disconnected(string reason, string? alert);

    /// <summary>A publish with a token at QoS 0, which no broker acknowledges, was sent; no action is needed.</summary>
    void Left(long token);

    /// <summary>Any other publish with a token ended.</summary>
    void Published(long token, bool isSuccess, string outcome);

    /// <param name="alert">Word of <c>alerts</c>; null for a note that is only logged.</param>
    void Noticed(string text, string? alert);

    /// <summary>The machine was suspended and is awake again, or its wall clock was set.</summary>
    void MachineSlept();
}
