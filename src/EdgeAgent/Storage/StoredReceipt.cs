namespace EdgeAgent.Storage;

/// <summary>A receipt in the outbox: an accepted, rejected or final state that controllers must receive.</summary>
/// <param name="Seq">Number of the receipt; grows by one without gaps, also over restarts.</param>
/// <param name="ItemJson">The item as in section 3 of the contract, without its <c>seq</c>.</param>
/// <param name="ReplyTo">Further topic to which the receipt is sent; null for none.</param>
/// <param name="Correlation">The task's <c>correlation</c> as JSON; null for none.</param>
public sealed record StoredReceipt(long Seq, byte[] ItemJson, string? ReplyTo, byte[]? Correlation)
{
    /// <summary>The checksum is right. A damaged item is still sent, as <c>STORE_DAMAGED</c>, because its number was assigned.</summary>
    public bool IsGood { get; init; } = true;
}
