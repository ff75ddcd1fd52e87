namespace EdgeAgent.Link;

/// <summary>Counts the bytes of publishes from the time when they are handed over until they are finished. May be used from any thread.</summary>
/// <param name="mostBytes">Above this a publish is refused.</param>
internal sealed class PublishBudget(long mostBytes)
{
    private long _bytes;

    /// <summary>Bytes of publishes that are not finished.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Counts a publish, also when there is no room; a caller that gets false must finish it.</summary>
    public bool TryTake(QueuedPublish publish) => Interlocked.Add(ref _bytes, publish.Bytes) <= mostBytes;

    /// <summary>Ends a publish; call once for each.</summary>
    public void Finish(QueuedPublish publish, PublishOutcome outcome)
    {
        Interlocked.Add(ref _bytes, -publish.Bytes);
        publish.Completed?.Invoke(outcome);
    }
}
