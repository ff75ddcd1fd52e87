namespace EdgeAgent.Fleet.Rules;

/// <summary>
/// The number up to which a device's receipts are stored without a gap. A new epoch begins a new sequence: the device gives its first number in
/// the answer to <c>sync</c>, except when the sequence begins with number 1.
/// </summary>
/// <param name="Epoch">Null before the first receipt.</param>
/// <param name="UpTo">Null while the first number is not known.</param>
/// <param name="Highest">The highest number of the epoch that is stored, 0 for none; null in a store of an earlier version.</param>
internal readonly record struct ReceiptCursor(long? Epoch, long? UpTo, long? Highest)
{
    /// <summary>A receipt of this epoch arrives.</summary>
    public ReceiptCursor Meet(long epoch, long seq)
    {
        if (epoch < Epoch) return this;
        var here = this;
        if (epoch != Epoch) here = new ReceiptCursor(epoch, null, 0);
        if (here.UpTo is null && seq == 1) return here with { UpTo = 0 };
        return here;
    }

    /// <summary>The cursor has passed this number: the receipt is a repetition, or a late one that was counted as missing.</summary>
    public bool HasPassed(long epoch, long seq) => epoch < Epoch || (epoch == Epoch && seq <= UpTo);

    /// <summary>The number is above all stored ones, so nothing is stored under it yet.</summary>
    public bool IsBeyond(long epoch, long seq) => epoch == Epoch && seq > Highest;

    public ReceiptCursor Store(long epoch, long seq)
    {
        if (epoch == Epoch) return this with { Highest = Math.Max(Highest ?? 0, seq) };
        return this;
    }

    /// <summary>The device has answered <c>sync</c>: it sends its receipts from <paramref name="firstSeq"/> on (0: all of them are acknowledged).</summary>
    public ReceiptCursor Synced(long firstSeq)
    {
        long bound = Highest ?? 0;
        if (firstSeq > 0) bound = firstSeq - 1;
        return this with { UpTo = Math.Max(UpTo ?? 0, bound) };
    }

    /// <summary>Moves on by one: the next receipt in order is stored.</summary>
    public ReceiptCursor Advance() => this with { UpTo = UpTo + 1 };
}
