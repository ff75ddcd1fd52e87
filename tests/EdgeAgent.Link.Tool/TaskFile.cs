using EdgeAgent.Storage;

namespace EdgeAgent.Link.Tool;

/// <summary>What an application has to do, in one place: messages, each once by its identifier, in one commit. Deliveries are counted as well.</summary>
internal sealed class TaskFile : IDisposable
{
    private readonly Sqlite _db;
    private readonly SqliteStatement _task, _delivery;

    public TaskFile(string path)
    {
        _db = Sqlite.Open(path);
        _db.Execute("CREATE TABLE IF NOT EXISTS task(id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID; CREATE TABLE IF NOT EXISTS delivery(id TEXT); CREATE TABLE IF NOT EXISTS start(n INTEGER);");
        // Before CONNECT: flushes what a killed predecessor had written and not synced; else it could be acknowledged without ever being flushed.
        _db.Execute("INSERT INTO start VALUES(1)");
        _task = _db.Prepare("INSERT OR IGNORE INTO task(id, body) VALUES(CAST(?1 AS TEXT), ?2)");
        _delivery = _db.Prepare("INSERT INTO delivery(id) VALUES(CAST(?1 AS TEXT))");
    }

    /// <summary>Durable when it returns.</summary>
    public void Store(IEnumerable<InboundMessage> messages, bool countDeliveries)
    {
        _db.Begin();
        try
        {
            foreach (var message in messages) Insert(message, countDeliveries);
        }
        catch
        {
            _db.Rollback();
            throw;
        }

        _db.Commit();
    }

    private void Insert(InboundMessage message, bool countDelivery)
    {
        // The payload begins with the task's identifier, up to a blank.
        var payload = message.Payload.Span;
        int end = payload.IndexOf((byte)' ');
        var id = end < 0 ? payload : payload[..end];
        _task.Bind(1, id).Bind(2, payload).Run();
        if (countDelivery) _delivery.Bind(1, id).Run();
    }

    public Dictionary<string, int> Deliveries()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = _db.Prepare("SELECT t.id, count(d.id) FROM task t LEFT JOIN delivery d ON d.id = t.id GROUP BY t.id");
        while (all.Step()) counts[all.Text(0)] = (int)all.Int64(1);
        return counts;
    }

    public void Dispose() => _db.Dispose();
}
