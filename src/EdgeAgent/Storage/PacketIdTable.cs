namespace EdgeAgent.Storage;

/// <summary>Identifiers of received QoS 2 packets whose release has not come: they commit with the tasks that the packets brought.</summary>
public sealed class PacketIdTable
{
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _clear;
    private readonly SqliteStatement _all;

    internal PacketIdTable(Sqlite db)
    {
        _insert = db.Prepare("INSERT OR IGNORE INTO packet_id(id) VALUES(?1)");
        _delete = db.Prepare("DELETE FROM packet_id WHERE id=?1");
        _clear = db.Prepare("DELETE FROM packet_id");
        _all = db.Prepare("SELECT id FROM packet_id");
    }

    public void Add(ushort id) => _insert.Bind(1, id).Run();

    public void Remove(ushort id) => _delete.Bind(1, id).Run();

    public void Clear() => _clear.Run();

    public List<ushort> All()
    {
        var ids = new List<ushort>();
        while (_all.Step()) ids.Add((ushort)_all.Int64(0));
        return ids;
    }
}
