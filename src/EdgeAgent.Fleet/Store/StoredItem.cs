using EdgeAgent.Contract;

namespace EdgeAgent.Fleet.Store;

/// <summary>A receipt as a device sent it.</summary>
internal sealed record StoredItem(string Device, long Epoch, long Seq, ReceiptItem Item)
{
    /// <summary>Time by the controller's clock; null in a store of an earlier version.</summary>
    public DateTimeOffset? StoredAt { get; init; }
}
