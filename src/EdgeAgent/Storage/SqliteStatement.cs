using SQLitePCL;

namespace EdgeAgent.Storage;

/// <summary>
/// A prepared statement. Parameters count from 1, columns from 0, as in SQLite. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement(Sqlite owner, sqlite3_stmt handle) : IDisposable
{
    public SqliteStatement Bind(int index, long value)
    {
        owner.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string? value)
    {
        if (value is null) return BindNull(index);
        owner.Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    public SqliteStatement BindNull(int index)
    {
        owner.Check(raw.sqlite3_bind_null(handle, index));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        owner.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    /// <summary>Moves to the next row. Returns false at the end; then the statement is reset for its next use.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        int reset = raw.sqlite3_reset(handle);
        if (code != raw.SQLITE_DONE) throw owner.Failure(reset != raw.SQLITE_OK ? reset : code);
        return false;
    }

    /// <summary>Runs a statement that returns no rows, and returns the number of changed rows.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return owner.Changes;
    }

    /// <summary>Ends a query before its last row.</summary>
    public void Reset() => _ = raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    public string? TextOrNull(int column)
    {
        if (IsNull(column)) return null;
        return Text(column);
    }

    public byte[] Blob(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public void Dispose() => handle.Dispose();
}
