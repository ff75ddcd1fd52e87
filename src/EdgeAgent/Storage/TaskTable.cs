using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Storage;

/// <summary>A stored task: the bytes as they were submitted, and the durable state without its specification.</summary>
/// <param name="Document">The submitted document, byte for byte; the specification is read from it again at start.</param>
/// <param name="RecordJson">See <see cref="RecordCodec"/>.</param>
/// <param name="PublishedRev">Highest revision that the broker has acknowledged.</param>
public sealed record StoredTask(string Id, string Sha256, byte[] Document, byte[] RecordJson, int PublishedRev);

/// <summary>The tasks, in order of acceptance. All changes inside a transaction of <see cref="AgentStore"/>.</summary>
public sealed class TaskTable
{
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _replaceDocument;
    private readonly SqliteStatement _published;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _all;
    private readonly SqliteStatement _document;

    internal TaskTable(Sqlite db)
    {
        _insert = db.Prepare("INSERT OR IGNORE INTO task(id,sha256,document,rev,record) VALUES(?1,?2,?3,?4,?5)");
        _update = db.Prepare("UPDATE task SET rev=?2, record=?3 WHERE id=?1");
        _replaceDocument = db.Prepare("UPDATE task SET document=?2 WHERE id=?1");
        _published = db.Prepare("UPDATE task SET published_rev=?2 WHERE id=?1 AND published_rev<?2");
        _delete = db.Prepare("DELETE FROM task WHERE id=?1");
        _all = db.Prepare("SELECT id,sha256,document,record,published_rev FROM task ORDER BY n");
        _document = db.Prepare("SELECT document FROM task WHERE id=?1");
    }

    /// <summary>False when the id is already there; nothing is changed then.</summary>
    public bool Insert(TaskRecord record, ReadOnlySpan<byte> document) =>
        _insert.Bind(1, record.Id).Bind(2, record.Sha256).Bind(3, document).Bind(4, record.Rev).Bind(5, RecordCodec.Encode(record)).Run() == 1;

    /// <exception cref="InvalidOperationException">There is no such task: a fault of the caller, never of the data.</exception>
    public void Update(TaskRecord record)
    {
        if (_update.Bind(1, record.Id).Bind(2, record.Rev).Bind(3, RecordCodec.Encode(record)).Run() != 1)
            throw new InvalidOperationException($"task {record.Id} is not in the store");
    }

    /// <summary>For unique work with policy <c>update</c>: the same task goes on with another document.</summary>
    public void ReplaceDocument(string id, ReadOnlySpan<byte> document) => _replaceDocument.Bind(1, id).Bind(2, document).Run();

    public void MarkPublished(string id, int rev) => _published.Bind(1, id).Bind(2, rev).Run();

    public void Delete(string id) => _delete.Bind(1, id).Run();

    /// <summary>The submitted bytes; null for an unknown id.</summary>
    public byte[]? Document(string id)
    {
        _document.Bind(1, id);
        if (!_document.Step()) return null;
        byte[] document = _document.Blob(0);
        _document.Reset();
        return document;
    }

    public IEnumerable<StoredTask> All()
    {
        while (_all.Step())
            yield return new StoredTask(_all.Text(0), _all.Text(1), _all.Blob(2), _all.Blob(3), (int)_all.Int64(4));
    }
}
