using EdgeAgent.Fleet.Store;

namespace EdgeAgent.Fleet.Controller;

/// <summary>Deletes old receipts. A receipt whose acknowledgement has not reached its device is kept, however old.</summary>
/// <param name="keepReceipts">A receipt is deleted this long after it was stored.</param>
internal sealed class ReceiptPruning(FleetStep step, DeviceRegistry devices, TimeSpan keepReceipts)
{
    public static readonly TimeSpan UsualTime = TimeSpan.FromDays(90);

    private const int MostPruned = 200;
    private static readonly TimeSpan PruneEvery = TimeSpan.FromDays(1);

    /// <summary>Prunes at most one device in a step, so that messages do not wait for long.</summary>
    public void PruneOne()
    {
        var entry = devices.All.FirstOrDefault(e => e.PrunedAt is null || step.Now - e.PrunedAt >= PruneEvery);
        if (entry is null) return;
        entry.PrunedAt = step.Now;
        if (entry.Cursor is not { Epoch: { } epoch, UpTo: { } upTo }) return;
        var old = step.Stored.Oldest(entry.Facts.Id, epoch, upTo).TakeWhile(IsOld).Take(MostPruned).ToList();
        foreach (var item in old) step.Writing().Remove(item);
        // There may be more.
        if (old.Count == MostPruned) entry.PrunedAt = null;
    }

    private bool IsOld(StoredItem item) => step.Now - (item.StoredAt ?? item.Item.Ts) > keepReceipts;
}
