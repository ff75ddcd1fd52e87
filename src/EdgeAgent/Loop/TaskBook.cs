using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>
/// All tasks in memory. Changes are staged: <see cref="WriteTo"/> puts them into the store's transaction, then either
/// <see cref="TakeCommitted"/> returns the effects to carry out, or <see cref="Discard"/> reverts all of them.
/// </summary>
internal sealed class TaskBook(TaskPolicy policy)
{
    private readonly Dictionary<string, TaskRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskRecord> _unfinished = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _unique = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _dependents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _unfinishedOfKind = new(StringComparer.Ordinal);

    // The previous record of each changed task; null for a new task.
    private readonly Dictionary<string, TaskRecord?> _before = new(StringComparer.Ordinal);
    private List<TaskChange> _changes = [];

    public TaskPolicy Policy { get; set; } = policy;

    public IReadOnlyDictionary<string, TaskRecord> All => _records;

    public IReadOnlyDictionary<string, TaskRecord> Unfinished => _unfinished;

    public bool HasChanges => _before.Count > 0;

    /// <summary>The staged changes, in order.</summary>
    public IReadOnlyList<TaskChange> Changes => _changes;

    public TaskRecord? Find(string id) => _records.GetValueOrDefault(id);

    /// <summary>The tasks as the core's admission rules see them.</summary>
    public KnownTasks Known() => new()
    {
        Find = Find,
        FindUnique = name => [.. _unique.GetValueOrDefault(name, []).Select(id => _records[id])],
        Unfinished = _unfinished.Count,
        UnfinishedOfKind = kind => _unfinishedOfKind.GetValueOrDefault(kind),
    };

    /// <summary>Adds a stored record at the start, without staging it.</summary>
    public void Load(TaskRecord record) => Set(record.Id, null, record);

    /// <summary>Stages a new task.</summary>
    public void Add(TaskRecord record)
    {
        Stage(record.Id, record);
        _changes.Add(new TaskChange(new Transition(record, TaskEffects.Publish | TaskEffects.Receipt)));
    }

    /// <summary>Stages the changes that an event causes in the task and in the tasks that wait for it. False when nothing changed.</summary>
    public bool Apply(string id, TaskEvent happened, in Timestamp now)
    {
        if (Find(id) is not { } record) return false;
        var transition = TaskTransitions.Next(record, happened, now, Policy);
        if (!transition.Changed) return false;
        var change = new TaskChange(transition);
        Stage(id, transition.Has(TaskEffects.Forget) ? null : transition.Record);
        _changes.Add(change);
        if (transition.Has(TaskEffects.NotifyDependents)) NotifyDependents(change.Reported, now);
        return true;
    }

    /// <summary>Writes the staged changes into the open transaction.</summary>
    public void WriteTo(TaskTable table)
    {
        foreach (var (id, before) in _before)
        {
            var record = Find(id);
            if (record is null) table.Delete(id);
            else if (before is null) table.Insert(record);
            else table.Update(record);
        }
    }

    /// <summary>Call after the commit: the changes stay. Returns them, so that their effects can be carried out.</summary>
    public IReadOnlyList<TaskChange> TakeCommitted()
    {
        _before.Clear();
        var changes = _changes;
        _changes = [];
        return changes;
    }

    /// <summary>Call after a failed commit: reverts all staged changes.</summary>
    public void Discard()
    {
        foreach (var (id, before) in _before) Set(id, Find(id), before);
        _before.Clear();
        _changes = [];
    }

    private void NotifyDependents(TaskRecord ended, in Timestamp now)
    {
        if (!_dependents.TryGetValue(ended.Id, out var waiting)) return;
        foreach (string dependent in waiting.ToList()) Apply(dependent, new TaskEvent.PrerequisiteEnded(ended.Id, ended.Phase), now);
    }

    private void Stage(string id, TaskRecord? after)
    {
        var before = Find(id);
        _before.TryAdd(id, before);
        Set(id, before, after);
    }

    private void Set(string id, TaskRecord? before, TaskRecord? after)
    {
        if (before is not null) Unlink(before);
        if (after is null)
        {
            _records.Remove(id);
            return;
        }

        _records[id] = after;
        Link(after);
    }

    private void Link(TaskRecord record)
    {
        if (record.Spec.Unique is { } unique) Add(_unique, unique.Name, record.Id);
        if (record.IsFinal) return;
        _unfinished[record.Id] = record;
        _unfinishedOfKind[record.Spec.Kind] = _unfinishedOfKind.GetValueOrDefault(record.Spec.Kind) + 1;
        foreach (var prerequisite in record.WaitsFor)
        {
            if (!_dependents.TryGetValue(prerequisite.Id, out var waiting)) _dependents[prerequisite.Id] = waiting = [];
            waiting.Add(record.Id);
        }
    }

    private void Unlink(TaskRecord record)
    {
        if (record.Spec.Unique is { } unique && _unique.TryGetValue(unique.Name, out var named) && named.Remove(record.Id) && named.Count == 0)
        {
            _unique.Remove(unique.Name);
        }

        if (record.IsFinal) return;
        _unfinished.Remove(record.Id);
        int left = _unfinishedOfKind[record.Spec.Kind] - 1;
        if (left == 0) _unfinishedOfKind.Remove(record.Spec.Kind);
        else _unfinishedOfKind[record.Spec.Kind] = left;
        foreach (var prerequisite in record.WaitsFor)
        {
            if (_dependents.TryGetValue(prerequisite.Id, out var waiting) && waiting.Remove(record.Id) && waiting.Count == 0)
            {
                _dependents.Remove(prerequisite.Id);
            }
        }
    }

    private void Add(Dictionary<string, List<string>> index, string name, string id)
    {
        if (!index.TryGetValue(name, out var ids)) index[name] = ids = [];
        ids.Add(id);

        // A changed record is linked again; the oldest record stays first.
        if (ids.Count > 1) ids.Sort((a, b) => _records[a].AcceptedMs.CompareTo(_records[b].AcceptedMs));
    }
}
