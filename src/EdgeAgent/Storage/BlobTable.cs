namespace EdgeAgent.Storage;

/// <summary>Stored states by name: forecaster, estimator, statistics per kind. Changes need a transaction of <see cref="AgentStore"/>.</summary>
public sealed class BlobTable
{
    /// <summary>Format version of the stored blobs; blobs of another version are not read.</summary>
    public const int Format = 1;

    private readonly SqliteStatement _get;
    private readonly SqliteStatement _set;
    private readonly SqliteStatement _delete;

    internal BlobTable(Sqlite db)
    {
        _get = db.Prepare("SELECT value FROM blob WHERE key=?1");
        _set = db.Prepare("INSERT INTO blob(key,value,sum,version) VALUES(?1,?2,?3,?4) ON CONFLICT(key) DO UPDATE SET value=?2,sum=?3,version=?4");
        _delete = db.Prepare("DELETE FROM blob WHERE key=?1");
    }

    /// <summary>The blob with this key; null when there is none.</summary>
    public byte[]? Get(string key)
    {
        _get.Bind(1, key);
        if (!_get.Step()) return null;
        byte[] value = _get.Blob(0);
        _get.Reset();
        return value;
    }

    public void Set(string key, ReadOnlySpan<byte> value) => _set.Bind(1, key).Bind(2, value).Bind(3, Checksum.Of(key, value)).Bind(4, Format).Run();

    public void Delete(string key) => _delete.Bind(1, key).Run();
}
