using System.Text;

namespace EdgeAgent.Fleet.Store;

/// <summary>
/// All changes of one commit in one value. It is written before the rows: after a kill in between, the controller that takes over writes the rows
/// from it, so that a group is stored whole or not at all.
/// </summary>
/// <param name="Group">Number of the group, from 1; 0 before the first.</param>
/// <param name="Writer">Random for each write, so that a writer recognizes its own record.</param>
internal sealed record GroupRecord(long Group, Guid Writer, IReadOnlyList<RowChange> Changes)
{
    private const byte Form = 1;

    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        writer.Write(Form);
        writer.Write(Group);
        writer.Write(Writer.ToByteArray());
        writer.Write(Changes.Count);
        foreach (var change in Changes) Write(writer, change);
        writer.Flush();
        return buffer.ToArray();
    }

    /// <exception cref="IOException">The bytes were written by another version of the controller.</exception>
    public static GroupRecord Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        byte form = reader.ReadByte();
        if (form != Form) throw new IOException($"the cluster's store was made by another version of the controller (form {form}, this one knows {Form})");
        long group = reader.ReadInt64();
        var writer = new Guid(reader.ReadBytes(16));
        var changes = new RowChange[reader.ReadInt32()];
        for (int i = 0; i < changes.Length; i++) changes[i] = Read(reader);
        return new GroupRecord(group, writer, changes);
    }

    private static void Write(BinaryWriter writer, RowChange change)
    {
        writer.Write(change.Table);
        writer.Write(change.Key);
        writer.Write(change.Value?.Length ?? -1);
        if (change.Value is { } value) writer.Write(value);
    }

    private static RowChange Read(BinaryReader reader)
    {
        string table = reader.ReadString(), key = reader.ReadString();
        int length = reader.ReadInt32();
        return new RowChange(table, key, length < 0 ? null : reader.ReadBytes(length));
    }
}
