using EdgeAgent.Fleet.Store;

namespace EdgeAgent.Fleet.Controller;

/// <content>Deletes old receipts. A receipt whose acknowledgement has not reached its device is kept, however old.</content>
internal sealed partial class FleetController
{
    private const int MostPruned = 200;
    private static readonly TimeSpan PruneEvery = TimeSpan.FromDays(1);

    /// <summary>A receipt goes this long after it was stored.</summary>
    public TimeSpan KeepReceipts { get; init; } = TimeSpan.FromDays(90);

    // One device in a step: the others' messages must not wait for it.
    private void Prune()
    {
        var entry = _devices.Values.FirstOrDefault(e => e.PrunedAt is null || _now - e.PrunedAt >= PruneEvery);
        if (entry is null) return;
        entry.PrunedAt = _now;
        if (entry.Cursor is not { Epoch: { } epoch, UpTo: { } upTo }) return;
        var old = _tables.Oldest(entry.Facts.Id, epoch, upTo).TakeWhile(IsOld).Take(MostPruned).ToList();
        foreach (var item in old) Writing().Remove(item);
        // There may be more.
        if (old.Count == MostPruned) entry.PrunedAt = null;
    }

    private bool IsOld(StoredItem item) => _now - (item.StoredAt ?? item.Item.Ts) > KeepReceipts;
}
