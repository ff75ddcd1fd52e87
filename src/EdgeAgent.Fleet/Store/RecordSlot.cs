namespace EdgeAgent.Fleet.Store;

/// <summary>
/// The row with the record of the newest group. The controller that replaces the record first has committed; any other finds out at its next
/// commit. A record that is too large for one message is stored in parts, which are written before the row that names them.
/// </summary>
internal sealed class RecordSlot(Bucket bucket, Bucket parts)
{
    private const string Key = "group";

    // Half of the largest message that a nats-server takes by default; headers need little of the rest.
    private const int LargestPart = 512 * 1024;

    private ulong _revision;
    private List<string> _parts = [];

    /// <summary>Writes the newest record again, so that it has a revision that no earlier driver knows.</summary>
    /// <returns>The newest group; group 0 in a new store.</returns>
    /// <exception cref="LeaseLostException">Another controller does the same at this moment.</exception>
    public GroupRecord Claim()
    {
        var record = Newest();
        Replace(record with { Writer = Guid.NewGuid() });
        return record;
    }

    /// <exception cref="LeaseLostException">Another controller has written since.</exception>
    public void Replace(GroupRecord record)
    {
        byte[] bytes = record.ToBytes();
        var before = _parts;
        _parts = bytes.Length > LargestPart ? WriteParts(bytes, record.Writer) : [];
        byte[] head = _parts.Count > 0 ? new GroupRecord(record.Group, record.Writer, [.. _parts.Select(p => new RowChange("", p, null))]).ToBytes() : bytes;
        if (bucket.PutAlone(Key, head, _revision) is not { } revision) throw new LeaseLostException("another controller has committed since");
        _revision = revision;
        foreach (string part in before) parts.Remove(part);
    }

    private GroupRecord Newest()
    {
        if (bucket.Get(Key) is not { } row) return new GroupRecord(0, Guid.NewGuid(), []);
        _revision = row.Revision;
        var head = GroupRecord.Read(row.Value);
        if (head.Changes is not [{ Table: "" }, ..]) return head;
        _parts = [.. head.Changes.Select(c => c.Key)];
        return GroupRecord.Read([.. _parts.SelectMany(p => parts.Get(p)?.Value ?? throw new LeaseLostException("another controller takes over"))]);
    }

    private List<string> WriteParts(byte[] bytes, Guid writer)
    {
        var names = new List<string>();
        foreach (byte[] part in bytes.Chunk(LargestPart))
        {
            string name = $"part.{writer:N}.{names.Count}";
            if (parts.Put(name, part, 0) is null) throw new LeaseLostException("another controller writes the same part");
            names.Add(name);
        }

        return names;
    }
}
