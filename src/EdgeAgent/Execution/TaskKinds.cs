using System.Collections.Frozen;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>All task kinds of this agent, built in or added by configuration. Immutable, thread-safe.</summary>
public sealed class TaskKinds
{
    private readonly FrozenDictionary<string, ITaskWorker> _workers;

    /// <exception cref="ArgumentException">Two workers have the same kind.</exception>
    public TaskKinds(IEnumerable<ITaskWorker> workers)
    {
        var byKind = new Dictionary<string, ITaskWorker>(StringComparer.Ordinal);
        foreach (ITaskWorker worker in workers)
        {
            foreach (string kind in worker.Kinds)
            {
                if (!byKind.TryAdd(kind, worker)) throw new ArgumentException($"Tasks:Kinds:{kind}: this kind exists already", nameof(workers));
            }
        }

        _workers = byKind.ToFrozenDictionary();
        Names = [.. byKind.Keys.Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Names { get; }

    public ITaskWorker? Find(string kind) => _workers.GetValueOrDefault(kind);

    /// <summary>Checks that the kind is known and that its <c>args</c> are valid.</summary>
    public ArgsCheck Validate(TaskSpec spec)
    {
        if (Find(spec.Kind) is { } worker) return worker.Validate(spec);
        return ArgsCheck.Bad($"kind: '{spec.Kind}' is not known here; known: {string.Join(", ", Names)}");
    }
}
