namespace EdgeAgent.Link;

/// <summary>Counts the bytes of publishes from the moment that they are handed over until they are finished. Any thread.</summary>
/// <param name="mostBytes">Above it a publish is not taken.</param>
internal sealed class PublishBudget(long mostBytes)
{
    private long _bytes;

    /// <summary>Of publishes that are not finished.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Counts it, also when there is no room: whoever gets false finishes it.</summary>
    public bool TryTake(QueuedPublish publish) => Interlocked.Add(ref _bytes, publish.Bytes) <= mostBytes;

    /// <summary>Once for each publish.</summary>
    public void Finish(QueuedPublish publish, PublishOutcome outcome)
    {
        Interlocked.Add(ref _bytes, -publish.Bytes);
        publish.Completed?.Invoke(outcome);
    }
}
