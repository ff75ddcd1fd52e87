namespace EdgeAgent.Loop;

/// <summary>
/// Asks the runtime for a full collection, so that it gives back memory that nobody uses any more. By itself it keeps what the start or a
/// burst of requests has used until it collects everything, which an idle agent does not come to for days. A pinned buffer can hold memory all the same. By the loop's thread.
/// </summary>
/// <param name="allocatedBytes">Allocated since the start of the process.</param>
/// <param name="collect">Collects everything and returns what is free: some milliseconds.</param>
internal sealed class MemoryTrim(Func<long> allocatedBytes, Action collect)
{
    // Less than any start takes; an idle agent needs an hour or so for it.
    private const long WorthBytes = 1 << 20;

    // Under load this bounds what collecting costs; after a burst it is soon enough.
    private const long GapMs = 30_000;

    private long _collectedBytes;
    private long? _dueMs;

    /// <summary>Device time of the next collection; null while there is little to give back.</summary>
    public long? DueMs => _dueMs;

    public static MemoryTrim OfProcess() =>
        new(static () => GC.GetTotalAllocatedBytes(), static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    /// <summary>After each step of the loop.</summary>
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
