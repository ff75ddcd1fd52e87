using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>
/// All that one step of the agent will commit, do, publish and acknowledge. Everything is staged; <see cref="Commit"/> makes it durable in
/// one transaction, and only then do counters move and effects happen. When the commit fails, nothing of the step has happened:
/// <see cref="Drop"/> takes back what was staged and hands out the events for another try. Used by the loop's thread.
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

    /// <summary>Nothing has to become durable.</summary>
    private bool IsEmpty => !book.HasChanges && _receipts.Count == 0 && _writes.Count == 0 && _counts.Count == 0 && !outbox.HasDone;

    private IEnumerable<InboundBatch> Batches => _events.Select(e => e.Event).OfType<AgentEvent.Arrived>().Select(e => e.Batch);

    /// <summary>The event is dealt with in this step: acknowledged with it, or handed back.</summary>
    public void Take(HeldEvent held) => _events.Add(held);

    /// <summary>Written in the transaction.</summary>
    public void Write(Action<AgentStore> write) => _writes.Add(write);

    /// <summary>Moves a counter, stored in the same transaction.</summary>
    public void Count(Action<Counters> change) => _counts.Add(change);

    /// <summary>Stores the counters as they are, also those that move by themselves.</summary>
    public void WriteCounters() => _counts.Add(static _ => { });

    /// <param name="taskId">The task whose own receipt this is; null for none.</param>
    public void Receipt(ReceiptItem item, Answer answer, string? taskId) => _receipts.Add((item, answer, taskId));

    /// <summary>Done once everything is durable, in the order of the calls.</summary>
    public void Then(Action effect) => _effects.Add(effect);

    /// <summary>Takes back what this step had to change in memory at once, as its own decisions look at it.</summary>
    public void OrElse(Action undo) => _undos.Add(undo);

    /// <summary>Makes the step durable; what kept it from that, or null.</summary>
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

    /// <summary>After <see cref="Commit"/>: what happened to tasks, then the other effects, then the broker's acknowledgement.</summary>
    /// <param name="numbered">Gets the number of a task's own receipt.</param>
    public void CarryOut(Action<TaskChange> act, Action<string, long> numbered)
    {
        foreach (var (id, seq) in _numbered) numbered(id, seq);
        foreach (var change in book.TakeCommitted()) act(change);
        foreach (var effect in _effects) effect();
        foreach (var batch in Batches) batch.Acknowledge();
        Clear();
    }

    /// <summary>After a failed <see cref="Commit"/>: everything is as it was before the step; its events.</summary>
    public IReadOnlyList<HeldEvent> Drop()
    {
        book.Discard();
        for (int i = _undos.Count - 1; i >= 0; i--) _undos[i]();
        HeldEvent[] events = [.. _events];
        Clear();
        return events;
    }

    /// <summary>The last transaction of a life, with nothing staged; the store is closed as an end in order.</summary>
    /// <param name="write">Writes what else is to be kept.</param>
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
