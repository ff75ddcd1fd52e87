namespace EdgeAgent.Contract;

public sealed record ReceiptDocument : DeviceDocument
{
    /// <summary>Of the numbers: while it stays, <c>seq</c> has no gaps and no number stands for two items. Another one: the device's store was lost or went back in time; count anew.</summary>
    public long Epoch { get; init; }

    public required IReadOnlyList<ReceiptItem> Items { get; init; }
}
