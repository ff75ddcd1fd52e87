using EdgeAgent.Storage;

namespace EdgeAgent.Mqtt.Tool;

/// <summary>
/// What an application has to do, in one place: messages, each once by its identifier, and QoS 2 packet identifiers commit together.
/// Every delivery is also counted, so that a storm can tell what came twice.
/// </summary>
internal sealed class TaskFile : IInboundQos2Store, IDisposable
{
    private readonly Sqlite _db;
    private readonly SqliteStatement _task, _delivery, _addId, _removeId;

    public TaskFile(string path)
    {
        _db = Sqlite.Open(path);
        _db.Execute("CREATE TABLE IF NOT EXISTS task(id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID; CREATE TABLE IF NOT EXISTS delivery(id TEXT, qos INTEGER); CREATE TABLE IF NOT EXISTS packet_id(id INTEGER PRIMARY KEY); CREATE TABLE IF NOT EXISTS start(n INTEGER);");
        // Before CONNECT: flushes what a killed predecessor had written and not synced; else it could be acknowledged without ever being flushed.
        _db.Execute("INSERT INTO start VALUES(1)");
        _task = _db.Prepare("INSERT OR IGNORE INTO task(id, body) VALUES(CAST(?1 AS TEXT), ?2)");
        _delivery = _db.Prepare("INSERT INTO delivery(id, qos) VALUES(CAST(?1 AS TEXT), ?2)");
        _addId = _db.Prepare("INSERT OR IGNORE INTO packet_id(id) VALUES(?1)");
        _removeId = _db.Prepare("DELETE FROM packet_id WHERE id=?1");
    }

    /// <summary>Durable when it returns.</summary>
    public void Store(ReceivedBatch batch, bool countDeliveries)
    {
        _db.Begin();
        try
        {
            foreach (var message in batch.Messages)
                Insert(message, countDeliveries);
            foreach (var id in batch.ReleasedIds)
                _removeId.Bind(1, id).Run();
        }
        catch
        {
            _db.Rollback();
            throw;
        }
        _db.Commit();
    }

    private void Insert(ReceivedMessage message, bool countDelivery)
    {
        // The payload begins with the task's identifier, up to a blank.
        var payload = message.Payload.Span;
        var end = payload.IndexOf((byte)' ');
        var id = end < 0 ? payload : payload[..end];
        _task.Bind(1, id).Bind(2, payload).Run();
        if (countDelivery)
            _delivery.Bind(1, id).Bind(2, (long)message.Qos).Run();
        if (message.Qos == QualityOfService.ExactlyOnce)
            _addId.Bind(1, message.PacketId).Run();
    }

    public IReadOnlyCollection<ushort> Load()
    {
        var ids = new List<ushort>();
        var all = _db.Prepare("SELECT id FROM packet_id");
        while (all.Step())
            ids.Add((ushort)all.Int64(0));
        return ids;
    }

    public void Clear() => _db.Execute("DELETE FROM packet_id");

    public Dictionary<string, int> Deliveries()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = _db.Prepare("SELECT t.id, count(d.id) FROM task t LEFT JOIN delivery d ON d.id = t.id GROUP BY t.id");
        while (all.Step())
            counts[all.Text(0)] = (int)all.Int64(1);
        return counts;
    }

    public void Dispose() => _db.Dispose();
}
