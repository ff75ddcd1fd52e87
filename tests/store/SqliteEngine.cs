using EdgeAgent.Storage;

namespace EdgeAgent.StoreComparison;

/// <summary>SQLite as the agent uses it: kept write-ahead log, one flush a commit.</summary>
internal sealed class SqliteEngine : IEngine
{
    private readonly Sqlite _db;
    private readonly SqliteStatement _insert;

    public SqliteEngine(string path)
    {
        _db = Sqlite.Open(path);
        _db.Execute("CREATE TABLE IF NOT EXISTS item(batch INTEGER, row INTEGER, value BLOB, PRIMARY KEY(batch,row))");
        _db.Checkpoint();
        _insert = _db.Prepare("INSERT INTO item VALUES(?1,?2,?3)");
    }

    public long? BytesWritten => _db.BytesWritten;

    public void Commit(long batch, int rows, byte[] payload)
    {
        _db.Begin();
        for (int row = 0; row < rows; row++) _insert.Bind(1, batch).Bind(2, row).Bind(3, payload).Run();
        _db.Commit();
    }

    public IReadOnlyList<(long Batch, int Row)> All()
    {
        var all = new List<(long, int)>();
        using var query = _db.PrepareOnce("SELECT batch,row FROM item");
        while (query.Step()) all.Add((query.Int64(0), (int)query.Int64(1)));
        return all;
    }

    public void Dispose() => _db.Dispose();
}
