using LiteDB;

namespace EdgeAgent.StoreComparison;

/// <summary>LiteDB with its defaults: a log beside the file, flushed at checkpoints.</summary>
internal sealed class LiteEngine : IEngine
{
    private readonly LiteDatabase _db;
    private readonly ILiteCollection<BsonDocument> _items;

    public LiteEngine(string path)
    {
        _db = new LiteDatabase(path);
        _items = _db.GetCollection("item");
    }

    public long? BytesWritten => null;

    public void Commit(long batch, int rows, byte[] payload)
    {
        _db.BeginTrans();
        for (int row = 0; row < rows; row++) _items.Insert(new BsonDocument { ["_id"] = (batch * 1000) + row, ["value"] = payload });
        _db.Commit();
    }

    public IReadOnlyList<(long Batch, int Row)> All() => [.. _items.FindAll().Select(d => (d["_id"].AsInt64 / 1000, (int)(d["_id"].AsInt64 % 1000)))];

    public void Dispose() => _db.Dispose();
}
