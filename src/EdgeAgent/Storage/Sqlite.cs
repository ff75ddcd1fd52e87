using System.Runtime.InteropServices;

namespace EdgeAgent.Storage;

/// <summary>
/// One connection to a database file: write-ahead log, <c>synchronous=FULL</c>, so that a returned commit survives a power cut.
/// Used by one thread.
/// </summary>
/// <exception cref="SqliteException">Every call may fail: disk full, read-only medium, damaged file.</exception>
internal sealed class Sqlite : IDisposable
{
    /// <summary>A page and its frame header in the write-ahead log (sqlite.org/fileformat2.html, section 4.1).</summary>
    private const int FrameBytes = PageBytes + 24;

    private const int PageBytes = 4096;

    // About 2 MB of log; below it nothing is copied into the database file, above it all of it at once.
    private const int CheckpointFrames = 500;

    private readonly List<SqliteStatement> _statements = [];
    private nint _db;
    private int _countedPages;
    private int _framesSinceCheckpoint;

    private Sqlite(nint db) => _db = db;

    /// <summary>Bytes that went to the medium through this connection: log frames and pages copied back at checkpoints.</summary>
    public long BytesWritten { get; private set; }

    internal int Changes => SqliteNative.Changes(_db);

    public bool IsInTransaction => SqliteNative.IsAutoCommit(_db) == 0;

    public static Sqlite Open(string path)
    {
        int code = SqliteNative.Open(path, out nint db, SqliteNative.OpenReadWrite | SqliteNative.OpenCreate | SqliteNative.OpenNoMutex, null);
        var sqlite = new Sqlite(db);
        try
        {
            if (code != SqliteNative.Ok) throw sqlite.Failure(code);
            _ = SqliteNative.ExtendedResultCodes(db, 1);

            // A second agent on the same file is a fault of the installation; fail at once instead of waiting.
            sqlite.Execute("PRAGMA busy_timeout=0; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-512; PRAGMA temp_store=MEMORY;");
            return sqlite;
        }
        catch
        {
            sqlite.Dispose();
            throw;
        }
    }

    public void Execute(string sql) => Check(SqliteNative.Execute(_db, sql, 0, 0, 0));

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(SqliteNative.Prepare(_db, sql, -1, SqliteNative.PreparePersistent, out nint handle, 0));
        var statement = new SqliteStatement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>The single value of a query; null when it has no row.</summary>
    public string? Scalar(string sql)
    {
        Check(SqliteNative.Prepare(_db, sql, -1, 0, out nint handle, 0));
        using var statement = new SqliteStatement(this, handle);
        if (!statement.Step()) return null;
        return statement.Text(0);
    }

    public void Begin() => Execute("BEGIN IMMEDIATE");

    /// <summary>Durable when this returns. On failure the transaction is rolled back.</summary>
    public void Commit()
    {
        try
        {
            Execute("COMMIT");
        }
        catch
        {
            Rollback();
            throw;
        }

        Count();
        if (_framesSinceCheckpoint >= CheckpointFrames) Checkpoint();
    }

    public void Rollback()
    {
        if (IsInTransaction) _ = SqliteNative.Execute(_db, "ROLLBACK", 0, 0, 0);
    }

    /// <summary>Copies the log into the database file and empties it. Failure is harmless: the log only grows.</summary>
    public void Checkpoint()
    {
        int code = SqliteNative.Checkpoint(_db, null, SqliteNative.CheckpointTruncate, out _, out int copied);
        if (code != SqliteNative.Ok) return;

        // TRUNCATE reports 0 frames after it emptied the log, so what is copied is what was written since the last time at most.
        BytesWritten += (long)Math.Max(copied, _framesSinceCheckpoint) * PageBytes;
        _framesSinceCheckpoint = 0;
    }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        if (_db != 0) _ = SqliteNative.Close(_db);
        _db = 0;
    }

    internal void Check(int code)
    {
        if (code != SqliteNative.Ok) throw Failure(code);
    }

    internal SqliteException Failure(int code) =>
        new(code, _db == 0 ? "no connection" : Marshal.PtrToStringUTF8(SqliteNative.ErrorMessage(_db)) ?? "");

    private void Count()
    {
        if (SqliteNative.Status(_db, SqliteNative.StatusCacheWrite, out int pages, out _, 0) != SqliteNative.Ok) return;
        int written = pages - _countedPages;
        _countedPages = pages;
        _framesSinceCheckpoint += written;
        BytesWritten += (long)written * FrameBytes;
    }
}
