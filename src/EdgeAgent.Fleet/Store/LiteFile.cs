using EdgeAgent.Storage;
using LiteDB;

namespace EdgeAgent.Fleet.Store;

/// <summary>
/// One LiteDB file. LiteDB's commit reaches only the kernel and its checkpoint reaches the medium, so <see cref="Commit"/> does both. Each row has
/// a checksum, and each group has its number and the count of rows, because LiteDB itself does not notice a torn page.
/// </summary>
internal sealed class LiteFile : IDisposable
{
    private const int Form = 1;
    private const string Meta = "meta", MetaKey = "group";

    private readonly LiteDatabase _db;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);

    /// <exception cref="IOException">The file cannot be opened, fails its checks, is of another form, or another controller has it.</exception>
    public LiteFile(string path)
    {
        Path = path;
        _db = Guarded(() => new LiteDatabase(new ConnectionString { Filename = path, Collation = new Collation(127, System.Globalization.CompareOptions.Ordinal) }));
        try
        {
            Guarded(Check);
        }
        catch
        {
            Guarded(_db.Dispose);
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Number of the last group that was committed; 0 for a new file.</summary>
    public long Group { get; private set; }

    public void Begin() => Guarded(() => _db.BeginTrans());

    /// <summary>Commits the open transaction as group <paramref name="group"/>; it is on the medium when this returns.</summary>
    public void Commit(long group)
    {
        Guarded(() =>
        {
            var rows = new BsonDocument();
            foreach (var (table, count) in _rows) rows[table] = count;
            _db.GetCollection(Meta).Upsert(new BsonDocument { ["_id"] = MetaKey, ["n"] = group, ["form"] = Form, ["rows"] = rows });
            _db.Commit();
            _db.Checkpoint();
        });
        Group = group;
    }

    public void Rollback() => Guarded(() =>
    {
        _db.Rollback();
        Count(_db.GetCollection(Meta).FindById(MetaKey));
    });

    public void Put(string table, string key, byte[] value) => Guarded(() =>
    {
        bool isNew = _db.GetCollection(table).Upsert(new BsonDocument { ["_id"] = key, ["v"] = value, ["s"] = Checksum.Of(key, value) });
        if (isNew) _rows[table] = _rows.GetValueOrDefault(table) + 1;
    });

    public void Delete(string table, string key) => Guarded(() =>
    {
        if (_db.GetCollection(table).Delete(key)) _rows[table]--;
    });

    public bool Has(string table, string key) => Guarded(() => _db.GetCollection(table).Exists(Query.EQ("_id", key)));

    public IEnumerable<StoredRow> Range(string table, string from, string to, bool newestFirst) =>
        Rows(() => _db.GetCollection(table).Find(new Query
        {
            Where = { Query.GTE("_id", from), Query.LT("_id", to) },
            OrderBy = "$._id",
            Order = newestFirst ? Query.Descending : Query.Ascending,
        }));

    public IEnumerable<StoredRow> All(string table) => Rows(() => _db.GetCollection(table).FindAll());

    public void Dispose() => Guarded(_db.Dispose);

    /// <summary>Reads every row. A file that a power cut has torn shows an error of LiteDB, a wrong checksum or a wrong count.</summary>
    private void Check()
    {
        // Checkpoints are made by Commit alone, so that none begins in the middle of a group.
        _db.CheckpointSize = 0;
        var meta = _db.GetCollection(Meta).FindById(MetaKey);
        if (meta is not null && meta["form"] != Form) throw new IOException($"{Path} was made by another version of the controller (form {meta["form"]}, this one knows {Form})");
        Count(meta);
        foreach (string table in Tables.All)
        {
            int found = All(table).Count(), wanted = _rows.GetValueOrDefault(table);
            if (found != wanted) throw new IOException($"{Path}: damaged: table {table} has {found} rows, {wanted} were committed");
        }
    }

    private void Count(BsonDocument? meta)
    {
        _rows.Clear();
        if (meta is null) return;
        Group = meta["n"].AsInt64;
        foreach (var (table, count) in meta["rows"].AsDocument) _rows[table] = count.AsInt32;
    }

    private IEnumerable<StoredRow> Rows(Func<IEnumerable<BsonDocument>> find)
    {
        using var rows = Guarded(() => find().GetEnumerator());
        while (Guarded(rows.MoveNext)) yield return Guarded(() => Row(rows.Current));
    }

    private StoredRow Row(BsonDocument document)
    {
        var row = new StoredRow(document["_id"].AsString, document["v"].AsBinary);
        if (document["s"].AsInt64 == Checksum.Of(row.Key, row.Value)) return row;
        throw new IOException($"{Path}: damaged: row {row.Key} has a wrong checksum");
    }

    private void Guarded(Action action) => Guarded(() =>
    {
        action();
        return true;
    });

    // LiteDB throws exceptions of many types at a torn page; for the callers all of them mean that the file cannot be used.
    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            throw new IOException($"{Path}: {e.Message}", e);
        }
    }
}
