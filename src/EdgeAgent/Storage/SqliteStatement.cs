using System.Runtime.InteropServices;
using System.Text;

namespace EdgeAgent.Storage;

/// <summary>
/// A prepared statement, kept for the life of its connection. Parameters count from 1, columns from 0, as SQLite does.
/// Not thread-safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int NullType = 5;

    private readonly Sqlite _owner;
    private nint _handle;

    internal SqliteStatement(Sqlite owner, nint handle)
    {
        _owner = owner;
        _handle = handle;
    }

    public SqliteStatement Bind(int index, long value)
    {
        _owner.Check(SqliteNative.BindInt64(_handle, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string? value)
    {
        if (value is null) return BindNull(index);

        // One byte more than the text, so that an empty text still has an address: a null address would bind NULL.
        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(value) + 1];
        int length = Encoding.UTF8.GetBytes(value, utf8);
        _owner.Check(SqliteNative.BindText(_handle, index, utf8, length, SqliteNative.Transient));
        return this;
    }

    public SqliteStatement BindNull(int index)
    {
        _owner.Check(SqliteNative.BindNull(_handle, index));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        _owner.Check(value.IsEmpty
            ? SqliteNative.BindZeroBlob(_handle, index, 0)
            : SqliteNative.BindBlob(_handle, index, value, value.Length, SqliteNative.Transient));
        return this;
    }

    /// <summary>Moves to the next row. False at the end, where the statement is ready for the next use.</summary>
    public bool Step()
    {
        int code = SqliteNative.Step(_handle);
        if (code == SqliteNative.Row) return true;
        int reset = SqliteNative.Reset(_handle);
        if (code != SqliteNative.Done) throw _owner.Failure(reset != SqliteNative.Ok ? reset : code);
        return false;
    }

    /// <summary>Runs a statement that returns no rows; the number of rows changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return _owner.Changes;
    }

    /// <summary>Leaves a query before its end.</summary>
    public void Reset() => _ = SqliteNative.Reset(_handle);

    public bool IsNull(int column) => SqliteNative.ColumnType(_handle, column) == NullType;

    public long Int64(int column) => SqliteNative.ColumnInt64(_handle, column);

    public string Text(int column) => Marshal.PtrToStringUTF8(SqliteNative.ColumnText(_handle, column)) ?? "";

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public byte[] Blob(int column)
    {
        // The order matters: the address first, then its length (sqlite.org/c3ref/column_blob.html).
        nint address = SqliteNative.ColumnBlob(_handle, column);
        byte[] value = new byte[SqliteNative.ColumnBytes(_handle, column)];
        if (value.Length > 0) Marshal.Copy(address, value, 0, value.Length);
        return value;
    }

    public void Dispose()
    {
        if (_handle == 0) return;
        _ = SqliteNative.Finish(_handle);
        _handle = 0;
    }
}
