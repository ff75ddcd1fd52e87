using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Link;

/// <summary>
/// Publishes <c>task/{id}/state</c>: every change while the broker is connected, and after a time without it the newest state of each changed
/// task. The next transaction stores which revisions the broker has acknowledged, so that a restart sends nothing twice.
/// </summary>
internal sealed class TaskFeed(DocumentSender sender)
{
    // Bounds the messages in the client's memory; for the rest only the record waits here.
    private const int MostInFlight = 100;

    private readonly Queue<TaskRecord> _pending = new();
    private readonly Dictionary<string, TaskRecord> _behind = new(StringComparer.Ordinal);
    private readonly Dictionary<long, (string Id, int Rev)> _inFlight = [];
    private readonly Dictionary<string, int> _acknowledged = new(StringComparer.Ordinal);
    private bool _isOnline;

    /// <summary>Every state was sent, and none is in flight.</summary>
    public bool IsQuiet => _inFlight.Count == 0 && _pending.Count == 0 && _behind.Count == 0;

    /// <summary>Registers, at start, a task whose newest revision the broker does not have.</summary>
    public void Behind(TaskRecord record) => _behind[record.Id] = record;

    public void Changed(Transition transition)
    {
        if (!_isOnline)
        {
            _behind[transition.Record.Id] = transition.Record;
            return;
        }

        if (transition.ClosedRun is { } closed) _pending.Enqueue(closed);
        _pending.Enqueue(transition.Record);
    }

    public void Online(bool isOnline)
    {
        _isOnline = isOnline;
        if (isOnline) return;
        foreach (var record in _pending) _behind[record.Id] = record;
        _pending.Clear();
    }

    public void Pump(in Timestamp now)
    {
        if (!_isOnline) return;
        while (_inFlight.Count < MostInFlight && Next() is { } record)
        {
            long token = sender.NewToken();
            _inFlight[token] = (record.Id, record.Rev);
            var document = sender.WithHeader(TaskDocuments.State(record), now);
            sender.Publish(sender.Fitted(sender.Topics.TaskState(record.Id), document, LinkJson.Wire.TaskStateDocument, TaskStateFit.Write) with { Token = token });
        }
    }

    public bool Published(long token, bool isSuccess)
    {
        if (!_inFlight.Remove(token, out var sent)) return false;
        if (isSuccess && sent.Rev > _acknowledged.GetValueOrDefault(sent.Id)) _acknowledged[sent.Id] = sent.Rev;
        return true;
    }

    /// <summary>Writes the acknowledged revisions into the open transaction.</summary>
    public void WriteTo(TaskTable table)
    {
        foreach (var (id, rev) in _acknowledged) table.MarkPublished(id, rev);
    }

    /// <summary>Call when this transaction is durable.</summary>
    public void Written() => _acknowledged.Clear();

    private TaskRecord? Next()
    {
        if (_behind.Count > 0)
        {
            var (id, record) = _behind.First();
            _behind.Remove(id);
            return record;
        }

        if (_pending.TryDequeue(out var next)) return next;
        return null;
    }
}
