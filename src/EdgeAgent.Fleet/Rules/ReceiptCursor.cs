namespace EdgeAgent.Fleet.Rules;

/// <summary>
/// Up to where a device's receipts are held without a gap. A new epoch begins a new sequence, whose first number the device gives when asked
/// with <c>sync</c>; only number 1 needs no question.
/// </summary>
/// <param name="Epoch">Null before the first receipt.</param>
/// <param name="UpTo">Null while the first number is not known.</param>
/// <param name="Highest">The highest number of the epoch that is stored, 0 for none; null in a store that did not keep it yet.</param>
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

    /// <summary>Already passed: a repetition, or one that fills a gap which the device could not fill.</summary>
    public bool HasPassed(long epoch, long seq) => epoch < Epoch || (epoch == Epoch && seq <= UpTo);

    /// <summary>Nothing can be stored under this number yet.</summary>
    public bool IsBeyond(long epoch, long seq) => epoch == Epoch && seq > Highest;

    public ReceiptCursor Store(long epoch, long seq)
    {
        if (epoch == Epoch) return this with { Highest = Math.Max(Highest ?? 0, seq) };
        return this;
    }

    /// <summary>The device has answered: it will send from <paramref name="firstSeq"/> on (0: it has nothing that is not acknowledged).</summary>
    public ReceiptCursor Synced(long firstSeq)
    {
        long bound = Highest ?? 0;
        if (firstSeq > 0) bound = firstSeq - 1;
        return this with { UpTo = Math.Max(UpTo ?? 0, bound) };
    }

    /// <summary>The next one in order is stored.</summary>
    public ReceiptCursor Advance() => this with { UpTo = UpTo + 1 };
}
