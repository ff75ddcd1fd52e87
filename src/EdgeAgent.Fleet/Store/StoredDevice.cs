using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Store;

/// <summary>A device, and up to where its receipts are held.</summary>
internal sealed record StoredDevice(DeviceFacts Facts, ReceiptCursor Cursor);
