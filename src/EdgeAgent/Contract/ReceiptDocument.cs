namespace EdgeAgent.Contract;

public sealed record ReceiptDocument : DeviceDocument
{
    /// <summary>
    /// Number of the series that <c>seq</c> counts in. Within one epoch <c>seq</c> has no gaps, and each number belongs to one item. A new epoch
    /// means that the device lost its store or continues with an older one: receivers start to count again.
    /// </summary>
    public long Epoch { get; init; }

    public required IReadOnlyList<ReceiptItem> Items { get; init; }
}
