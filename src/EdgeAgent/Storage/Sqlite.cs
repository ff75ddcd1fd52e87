using EdgeAgent.Native;
using SQLitePCL;

namespace EdgeAgent.Storage;

/// <summary>
/// A connection to a database file with write-ahead log and <c>synchronous=FULL</c>, so that a commit that has returned survives a power cut.
/// The log file is kept and overwritten: with a file that grows at each commit, the file system's journal doubles the bytes on the medium.
/// Used by one thread.
/// </summary>
/// <exception cref="SqliteException">Any call may fail: disk full, read-only medium, damaged file.</exception>
internal sealed class Sqlite : IDisposable
{
    // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE (sqlite.org/c3ref/c_dbconfig_defensive.html): the log stays when the connection closes.
    private const int NoCheckpointOnClose = 1006;

    // About 2 MB of log; from this length on, the whole log is copied into the database file.
    private const int CheckpointFrames = 500;

    private readonly List<SqliteStatement> _statements = [];
    private readonly string _logPath;
    private readonly LogMeter _meter;
    private readonly sqlite3 _db;
    private int _countedPages;
    private bool _isLogCopied;

    private Sqlite(sqlite3 db, string logPath, LogMeter meter) => (_db, _logPath, _meter) = (db, logPath, meter);

    /// <summary>Bytes written to the medium through this connection, in whole pages; see <see cref="LogMeter"/>.</summary>
    public long BytesWritten => _meter.Bytes;

    internal int Changes => raw.sqlite3_changes(_db);

    public bool IsInTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>The open file was deleted, renamed or replaced, so its name no longer leads to it.</summary>
    public bool HasMoved => SqliteCalls.sqlite3_file_control(_db, null, SqliteCalls.FcntlHasMoved, out int moved) == raw.SQLITE_OK && moved != 0;

    public static Sqlite Open(string path)
    {
        SqliteLibrary.Load();
        var log = new FileInfo(path + "-wal");
        long logBytes = log.Exists ? log.Length : 0;
        // One thread owns a connection, so SQLite needs no lock for each call.
        int code = raw.sqlite3_open_v2(path, out sqlite3 db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        var sqlite = new Sqlite(db, log.FullName, new LogMeter(logBytes));
        try
        {
            sqlite.Check(code);
            _ = raw.sqlite3_extended_result_codes(db, 1);
            _ = raw.sqlite3_db_config(db, NoCheckpointOnClose, 1, out _);

            // A second agent on the same file is an installation error, so opening fails at once and does not wait.
            sqlite.Execute("PRAGMA busy_timeout=0; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=4194304; PRAGMA cache_size=-512; PRAGMA temp_store=MEMORY;");
            return sqlite;
        }
        catch
        {
            sqlite.Dispose();
            throw;
        }
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_db, sql));

    /// <summary>Prepares a statement that the connection disposes of at its end.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt handle));
        var statement = new SqliteStatement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Prepares a statement that its caller disposes of.</summary>
    public SqliteStatement PrepareOnce(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, 0, out sqlite3_stmt handle));
        return new SqliteStatement(this, handle);
    }

    /// <summary>The single value of a query; null when it has no row.</summary>
    public string? Scalar(string sql)
    {
        using var statement = PrepareOnce(sql);
        if (statement.Step()) return statement.Text(0);
        return null;
    }

    public void Begin() => Execute("BEGIN IMMEDIATE");

    /// <summary>Commits; the changes are durable when this returns. On failure the transaction is rolled back.</summary>
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
        if (_meter.Frames >= CheckpointFrames) Checkpoint();
    }

    public void Rollback()
    {
        if (IsInTransaction) _ = raw.sqlite3_exec(_db, "ROLLBACK");
    }

    /// <summary>
    /// Copies the log into the database file, also frames of earlier connections. The next commit then writes the log from its beginning. A failure
    /// is harmless: the log keeps growing.
    /// </summary>
    public void Checkpoint()
    {
        int code = raw.sqlite3_wal_checkpoint_v2(_db, null, raw.SQLITE_CHECKPOINT_PASSIVE, out int frames, out int copied);
        if (code != raw.SQLITE_OK || frames != copied || _isLogCopied) return;
        _isLogCopied = true;
        _meter.Checkpointed(LogFrames.DistinctPages(_logPath, frames, LogMeter.PageBytes));
    }

    /// <summary>Writes a flushed copy of the present content to a new file. This also works when the database's own file was deleted.</summary>
    public void CopyTo(string path)
    {
        File.Delete(path);
        int code = raw.sqlite3_open_v2(path, out sqlite3 target, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, null);
        using (target)
        {
            Check(code);
            using var copy = raw.sqlite3_backup_init(target, "main", _db, "main");
            if (copy.IsInvalid) throw new SqliteException(raw.sqlite3_errcode(target), raw.sqlite3_errmsg(target).utf8_to_string());
            int stepped = raw.sqlite3_backup_step(copy, -1);
            int finished = raw.sqlite3_backup_finish(copy);
            if (stepped != raw.SQLITE_DONE || finished != raw.SQLITE_OK)
            {
                throw new SqliteException(stepped == raw.SQLITE_DONE ? finished : stepped, "the store could not be copied");
            }
        }

        _meter.Copied(new FileInfo(path).Length);
    }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _db.Dispose();
    }

    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Failure(code);
    }

    internal SqliteException Failure(int code) => new(code, raw.sqlite3_errmsg(_db).utf8_to_string() ?? "");

    private void Count()
    {
        if (raw.sqlite3_db_status(_db, raw.SQLITE_DBSTATUS_CACHE_WRITE, out int pages, out _, 0) != raw.SQLITE_OK) return;
        _meter.Committed(pages - _countedPages);
        _isLogCopied &= pages == _countedPages;
        _countedPages = pages;
    }
}
