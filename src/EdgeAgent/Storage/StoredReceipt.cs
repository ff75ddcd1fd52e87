namespace EdgeAgent.Storage;

/// <summary>One entry of the lossless outbox: an accepted, rejected or final state that a controller has to learn of.</summary>
/// <param name="Seq">Grows by one without gaps, over restarts too.</param>
/// <param name="ItemJson">The item of contract section 3 without its <c>seq</c>.</param>
/// <param name="ReplyTo">Where the receipt also goes; null for nowhere else.</param>
public sealed record StoredReceipt(long Seq, byte[] ItemJson, string? ReplyTo, byte[]? Correlation)
{
    /// <summary>The item is as it was written; else its number still stands for something that was published.</summary>
    public bool IsGood { get; init; } = true;
}
