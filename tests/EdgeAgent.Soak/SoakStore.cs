using EdgeAgent.Core.Tasks;
using EdgeAgent.Storage;

namespace EdgeAgent.Soak;

/// <summary>What survives a kill: bytes in the store's format. A batch is committed whole or not at all.</summary>
public sealed class SoakStore
{
    private readonly Dictionary<string, (byte[] Spec, byte[] State)> _rows = [];
    private readonly List<string> _order = [];

    public int Count => _rows.Count;

    public long Commits { get; private set; }

    public void Commit(IReadOnlyDictionary<string, TaskRecord?> batch)
    {
        Commits++;
        foreach ((string id, TaskRecord? record) in batch)
        {
            if (record is null)
            {
                _rows.Remove(id);
                _order.Remove(id);
            }
            else
            {
                if (!_rows.TryGetValue(id, out (byte[] Spec, byte[] State) row))
                {
                    row.Spec = TaskRecordJson.WriteSpec(record.Spec);
                    _order.Add(id);
                }

                _rows[id] = (row.Spec, TaskRecordJson.WriteState(record));
            }
        }
    }

    public IEnumerable<TaskRecord> Load() => _order.Select(id => TaskRecordJson.Read(_rows[id].Spec, _rows[id].State));
}
