using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>The holds, and the limit on the mode. A change takes effect at once and is reverted when its step cannot be stored.</summary>
internal sealed class HoldBook(AgentStore store, StepTransaction step)
{
    /// <summary>The word for no limit on the mode.</summary>
    public const string NoLimit = "auto";

    public StoredHolds Current { get; private set; } = store.Read(StoredHolds.Key, StoredHolds.Read);

    public string LimitWord => Current.Limit ?? NoLimit;

    public void Change(Action<StoredHolds> change)
    {
        var before = Current;
        step.OrElse(() => Current = before);
        step.Write(s => s.Blobs.Set(StoredHolds.Key, Current.Write()));
        Current = Current.Copy();
        change(Current);
    }
}
