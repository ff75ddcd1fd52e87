namespace EdgeAgent.Link;

/// <summary>
/// Learns what happens on the link. The link stays below the loop that listens: this interface turns the arrow round. Called on the session's
/// thread; implementations are thread-safe and never block.
/// </summary>
public interface ILinkObserver
{
    /// <summary>Messages arrived; exactly one of the two calls of the batch has to follow.</summary>
    void Arrived(InboundBatch batch);

    void Connected(LinkFacts facts);

    /// <param name="alert">A word for <c>alerts</c> when somebody should look; null for the usual.</param>
    void Disconnected(string reason, string? alert);

    /// <summary>A publish with a token that no broker acknowledges has left; nothing is to be done about it.</summary>
    void Left(long token);

    /// <summary>Any other publish with a token ended.</summary>
    void Published(long token, bool isSuccess, string outcome);

    /// <param name="alert">A word for <c>alerts</c>; null for a note that is only logged.</param>
    void Noticed(string text, string? alert);

    /// <summary>The machine was suspended, by whomever, and is awake again, or somebody set its wall clock.</summary>
    void MachineSlept();
}
