namespace EdgeAgent.Storage;

/// <summary>Named states of learners: forecaster, estimator, statistics per kind. Changes inside a transaction of <see cref="AgentStore"/>.</summary>
public sealed class BlobTable
{
    private readonly SqliteStatement _get;
    private readonly SqliteStatement _set;

    internal BlobTable(Sqlite db)
    {
        _get = db.Prepare("SELECT value FROM blob WHERE key=?1");
        _set = db.Prepare("INSERT INTO blob(key,value) VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET value=?2");
    }

    /// <summary>Null when there is none.</summary>
    public byte[]? Get(string key)
    {
        _get.Bind(1, key);
        if (!_get.Step()) return null;
        byte[] value = _get.Blob(0);
        _get.Reset();
        return value;
    }

    public void Set(string key, ReadOnlySpan<byte> value) => _set.Bind(1, key).Bind(2, value).Run();
}
