using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Storage;

/// <summary>The stored tasks in order of acceptance. Changes need a transaction of <see cref="AgentStore"/>.</summary>
public sealed class TaskTable
{
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _published;
    private readonly SqliteStatement _receipt;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _all;
    private readonly SqliteStatement _deleteRow;
    private readonly Sqlite _db;

    internal TaskTable(Sqlite db)
    {
        _db = db;
        _insert = db.Prepare("INSERT OR IGNORE INTO task(id,spec,state,spec_sum,state_sum) VALUES(?1,?2,?3,?4,?5)");
        _update = db.Prepare("UPDATE task SET state=?2,state_sum=?3 WHERE id=?1");
        _deleteRow = db.Prepare("DELETE FROM task WHERE n=?1");
        _published = db.Prepare("UPDATE task SET published_rev=?2 WHERE id=?1 AND published_rev<?2");
        _receipt = db.Prepare("UPDATE task SET receipt_seq=?2 WHERE id=?1");
        _delete = db.Prepare("DELETE FROM task WHERE id=?1");
        _all = db.Prepare("SELECT id,spec,state,published_rev,receipt_seq,spec_sum,state_sum,n FROM task ORDER BY n");
    }

    /// <summary>Adds a task; returns false and changes nothing when the id exists.</summary>
    public bool Insert(TaskRecord record)
    {
        byte[] spec = TaskRecordJson.WriteSpec(record.Spec), state = TaskRecordJson.WriteState(record);
        return _insert.Bind(1, record.Id).Bind(2, spec).Bind(3, state)
            .Bind(4, Checksum.Of(record.Id, spec)).Bind(5, Checksum.Of(record.Id, state)).Run() == 1;
    }

    /// <exception cref="InvalidOperationException">There is no such task, which is an error of the caller.</exception>
    public void Update(TaskRecord record)
    {
        byte[] state = TaskRecordJson.WriteState(record);
        if (_update.Bind(1, record.Id).Bind(2, state).Bind(3, Checksum.Of(record.Id, state)).Run() != 1)
        {
            throw new InvalidOperationException($"task {record.Id} is not in the store");
        }
    }

    public void MarkPublished(string id, int rev) => _published.Bind(1, id).Bind(2, rev).Run();

    public void MarkReceipt(string id, long seq) => _receipt.Bind(1, id).Bind(2, seq).Run();

    public void Delete(string id) => _delete.Bind(1, id).Run();

    public List<StoredTask> All()
    {
        var rows = new List<StoredTask>();
        while (_all.Step()) rows.Add(Row());
        return rows;
    }

    /// <summary>Moves a damaged task to the table <c>set_aside</c>. Inside a transaction.</summary>
    public void SetAside(StoredTask damaged)
    {
        StoreCheck.Keep(_db, "task", damaged.Id, [.. damaged.Spec, .. damaged.State]);
        _deleteRow.Bind(1, damaged.Row).Run();
    }

    private StoredTask Row()
    {
        var row = new StoredTask(_all.Text(0), _all.Blob(1), _all.Blob(2), (int)_all.Int64(3), _all.Int64(4)) { Row = _all.Int64(7) };
        bool isGood = IsGood(5, row.Id, row.Spec) && IsGood(6, row.Id, row.State);
        return row with { IsGood = isGood };
    }

    // Rows that an agent without checksums wrote have none.
    private bool IsGood(int column, string id, byte[] value) => _all.IsNull(column) || _all.Int64(column) == Checksum.Of(id, value);
}
