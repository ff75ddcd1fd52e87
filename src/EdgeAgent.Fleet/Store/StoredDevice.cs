using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Store;

/// <summary>A device, and the number up to which its receipts are stored.</summary>
internal sealed record StoredDevice(DeviceFacts Facts, ReceiptCursor Cursor);
