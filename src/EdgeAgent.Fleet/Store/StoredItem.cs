using EdgeAgent.Contract;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Store;

/// <summary>A receipt as a device sent it.</summary>
internal sealed record StoredItem(string Device, long Epoch, long Seq, ReceiptItem Item)
{
    /// <summary>By the controller's clock; null in a store of an earlier version.</summary>
    public DateTimeOffset? StoredAt { get; init; }
}

/// <summary>A device, and up to where its receipts are held.</summary>
internal sealed record StoredDevice(DeviceFacts Facts, ReceiptCursor Cursor);
