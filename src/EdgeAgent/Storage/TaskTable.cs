using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Storage;

/// <summary>A row as it is stored; <see cref="TaskRecordJson.Read"/> makes a record of it.</summary>
/// <param name="PublishedRev">Highest revision that the broker has acknowledged.</param>
/// <param name="ReceiptSeq">Number of the task's last receipt; 0 for none.</param>
public sealed record StoredTask(string Id, byte[] Spec, byte[] State, int PublishedRev, long ReceiptSeq);

/// <summary>The tasks, in order of acceptance. All changes inside a transaction of <see cref="AgentStore"/>.</summary>
public sealed class TaskTable
{
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _published;
    private readonly SqliteStatement _receipt;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _all;

    internal TaskTable(Sqlite db)
    {
        _insert = db.Prepare("INSERT OR IGNORE INTO task(id,spec,state) VALUES(?1,?2,?3)");
        _update = db.Prepare("UPDATE task SET state=?2 WHERE id=?1");
        _published = db.Prepare("UPDATE task SET published_rev=?2 WHERE id=?1 AND published_rev<?2");
        _receipt = db.Prepare("UPDATE task SET receipt_seq=?2 WHERE id=?1");
        _delete = db.Prepare("DELETE FROM task WHERE id=?1");
        _all = db.Prepare("SELECT id,spec,state,published_rev,receipt_seq FROM task ORDER BY n");
    }

    /// <summary>False when the id is already there; nothing is changed then.</summary>
    public bool Insert(TaskRecord record) =>
        _insert.Bind(1, record.Id).Bind(2, TaskRecordJson.WriteSpec(record.Spec)).Bind(3, TaskRecordJson.WriteState(record)).Run() == 1;

    /// <exception cref="InvalidOperationException">There is no such task: a fault of the caller, never of the data.</exception>
    public void Update(TaskRecord record)
    {
        if (_update.Bind(1, record.Id).Bind(2, TaskRecordJson.WriteState(record)).Run() != 1)
            throw new InvalidOperationException($"task {record.Id} is not in the store");
    }

    public void MarkPublished(string id, int rev) => _published.Bind(1, id).Bind(2, rev).Run();

    public void MarkReceipt(string id, long seq) => _receipt.Bind(1, id).Bind(2, seq).Run();

    public void Delete(string id) => _delete.Bind(1, id).Run();

    public List<StoredTask> All()
    {
        var rows = new List<StoredTask>();
        while (_all.Step()) rows.Add(new StoredTask(_all.Text(0), _all.Blob(1), _all.Blob(2), (int)_all.Int64(3), _all.Int64(4)));
        return rows;
    }
}
