using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>
/// Everything that one step of the agent will commit, do, publish and acknowledge. It is staged first; <see cref="Commit"/> makes it durable in
/// one transaction, and only then counters move and effects happen. When the commit fails, nothing has happened:
/// <see cref="Drop"/> reverts the staged changes and returns the events for another try. Used by the loop's thread.
/// </summary>
internal sealed class StepTransaction(AgentStore store, TaskBook book, Outbox outbox, TaskFeed feed, Counters counters)
{
    private readonly List<HeldEvent> _events = [];
    private readonly List<Action<AgentStore>> _writes = [];
    private readonly List<Action<Counters>> _counts = [];
    private readonly List<(ReceiptItem Item, Answer Answer, string? TaskId)> _receipts = [];
    private readonly List<(string TaskId, long Seq)> _numbered = [];
    private readonly List<Action> _effects = [];
    private readonly List<Action> _undos = [];

    /// <summary>The step has nothing to store.</summary>
    private bool IsEmpty => !book.HasChanges && _receipts.Count == 0 && _writes.Count == 0 && _counts.Count == 0 && !outbox.HasDone;

    private IEnumerable<InboundBatch> Batches => _events.Select(e => e.Event).OfType<AgentEvent.Arrived>().Select(e => e.Batch);

    /// <summary>Adds an event to this step: it is acknowledged after the commit, or returned by <see cref="Drop"/>.</summary>
    public void Take(HeldEvent held) => _events.Add(held);

    /// <summary>Written in the transaction.</summary>
    public void Write(Action<AgentStore> write) => _writes.Add(write);

    /// <summary>Moves a counter, stored in the same transaction.</summary>
    public void Count(Action<Counters> change) => _counts.Add(change);

    /// <summary>Stores all counters, including those that change without a call here.</summary>
    public void WriteCounters() => _counts.Add(static _ => { });

    /// <param name="taskId">The task whose own receipt this is; null for none.</param>
    public void Receipt(ReceiptItem item, Answer answer, string? taskId) => _receipts.Add((item, answer, taskId));

    /// <summary>Runs after the commit, in the order of the calls.</summary>
    public void Then(Action effect) => _effects.Add(effect);

    /// <summary>Runs when the commit fails: reverts a change in memory that later decisions of the same step had to see.</summary>
    public void OrElse(Action undo) => _undos.Add(undo);

    /// <summary>Makes the step durable. Returns the reason when it could not, else null.</summary>
    /// <exception cref="SqliteException">The file is damaged: trying again does not help.</exception>
    public SqliteException? Commit(in Timestamp now)
    {
        if (IsEmpty) return null;
        try
        {
            store.Begin();
            WriteAll();
            store.Commit(now);
        }
        catch (SqliteException e) when (!e.IsDamage)
        {
            store.Rollback();
            outbox.RolledBack();
            return e;
        }

        foreach (var count in _counts) count(counters);
        outbox.Deleted();
        feed.Written();
        return null;
    }

    /// <summary>Call after <see cref="Commit"/>: carries out the effects of task changes, then the other effects, then acknowledges to the broker.</summary>
    /// <param name="numbered">Gets the number of a task's own receipt.</param>
    public void CarryOut(Action<TaskChange> act, Action<string, long> numbered)
    {
        foreach (var (id, seq) in _numbered) numbered(id, seq);
        foreach (var change in book.TakeCommitted()) act(change);
        foreach (var effect in _effects) effect();
        foreach (var batch in Batches) batch.Acknowledge();
        Clear();
    }

    /// <summary>Call after a failed <see cref="Commit"/>: reverts the step and returns its events.</summary>
    public IReadOnlyList<HeldEvent> Drop()
    {
        book.Discard();
        for (int i = _undos.Count - 1; i >= 0; i--) _undos[i]();
        HeldEvent[] events = [.. _events];
        Clear();
        return events;
    }

    /// <summary>The last transaction before the agent ends, with nothing staged. Marks the store as cleanly closed.</summary>
    /// <param name="write">Writes what else must be stored.</param>
    public void CommitLast(Action write, in Timestamp now)
    {
        store.Begin();
        feed.WriteTo(store.Tasks);
        outbox.DeleteDone();
        write();
        store.Commit(now);
        store.CloseClean(now);
    }

    private void WriteAll()
    {
        _numbered.Clear();
        book.WriteTo(store.Tasks);
        foreach (var (item, answer, taskId) in _receipts)
        {
            long seq = outbox.Append(item, answer);
            if (taskId is null) continue;
            store.Tasks.MarkReceipt(taskId, seq);
            _numbered.Add((taskId, seq));
        }

        outbox.DeleteDone();
        feed.WriteTo(store.Tasks);
        foreach (var write in _writes) write(store);
        if (_counts.Count > 0) store.Blobs.Set(Counters.Key, counters.With(_counts).Write());
    }

    private void Clear()
    {
        _events.Clear();
        _writes.Clear();
        _counts.Clear();
        _receipts.Clear();
        _numbered.Clear();
        _effects.Clear();
        _undos.Clear();
    }
}
