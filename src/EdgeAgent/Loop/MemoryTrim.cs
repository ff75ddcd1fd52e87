namespace EdgeAgent.Loop;

/// <summary>
/// Requests full garbage collections, so that the runtime returns unused memory. Otherwise an idle agent keeps the memory of its start or of a
/// burst of requests for days. A pinned buffer can still prevent it. Used by the loop's thread.
/// </summary>
/// <param name="allocatedBytes">Returns the bytes allocated since the start of the process.</param>
/// <param name="collect">Makes a full collection and returns free memory to the system; takes some milliseconds.</param>
internal sealed class MemoryTrim(Func<long> allocatedBytes, Action collect)
{
    // Allocated bytes that make a collection worthwhile. A start allocates more; an idle agent takes about an hour for it.
    private const long WorthBytes = 1 << 20;

    // Shortest time between collections, which limits their cost under load.
    private const long GapMs = 30_000;

    private long _collectedBytes;
    private long? _dueMs;

    /// <summary>Device time of the next collection; null while there is little to return.</summary>
    public long? DueMs => _dueMs;

    public static MemoryTrim OfProcess() =>
        new(static () => GC.GetTotalAllocatedBytes(), static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    /// <summary>Collects when it is due. Call it after each step of the loop.</summary>
    public void Look(long nowMs)
    {
        if (_dueMs is { } due)
        {
            if (nowMs < due) return;
            collect();
            _collectedBytes = allocatedBytes();
            _dueMs = null;
        }
        else if (allocatedBytes() - _collectedBytes >= WorthBytes)
        {
            _dueMs = nowMs + GapMs;
        }
    }
}
