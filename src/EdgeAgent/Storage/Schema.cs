using System.Globalization;
using SQLitePCL;

namespace EdgeAgent.Storage;

/// <summary>
/// The tables and how an older file is brought up to date. Each step runs once, in one transaction with the number that says so
/// (<c>user_version</c>). A step, once released, is never edited: a change is a further step.
/// </summary>
internal static class Schema
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE task(
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            spec BLOB NOT NULL,
            state BLOB NOT NULL,
            published_rev INTEGER NOT NULL DEFAULT 0,
            receipt_seq INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE receipt(
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            item BLOB NOT NULL,
            reply_to TEXT,
            correlation BLOB);
        CREATE TABLE packet_id(id INTEGER PRIMARY KEY);
        CREATE TABLE blob(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE rollup(start INTEGER PRIMARY KEY, value BLOB NOT NULL);
        """,

        // Checksums; rows from before have none until they are written again.
        """
        ALTER TABLE meta ADD COLUMN sum INTEGER;
        ALTER TABLE blob ADD COLUMN sum INTEGER;
        ALTER TABLE blob ADD COLUMN version INTEGER;
        ALTER TABLE rollup ADD COLUMN sum INTEGER;
        ALTER TABLE receipt ADD COLUMN sum INTEGER;
        ALTER TABLE task ADD COLUMN spec_sum INTEGER;
        ALTER TABLE task ADD COLUMN state_sum INTEGER;
        CREATE TABLE set_aside(n INTEGER PRIMARY KEY, source TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL);
        """,

        // Identifiers of QoS 2 exchanges: tasks are subscribed to with QoS 1 and are single by their ids.
        "DROP TABLE packet_id;",
    ];

    // A page with the schema on it may be damaged so that it reads well and says something else.
    private static readonly string[] Reads =
    [
        "SELECT key,value,sum FROM meta",
        "SELECT n,id,spec,state,published_rev,receipt_seq,spec_sum,state_sum FROM task",
        "SELECT seq,item,reply_to,correlation,sum FROM receipt",
        "SELECT key,value,sum,version FROM blob",
        "SELECT start,value,sum FROM rollup",
        "SELECT n,source,key,value FROM set_aside",
    ];

    public static int Version => Steps.Length;

    /// <summary>A file of this version has every table and column that is used.</summary>
    /// <exception cref="SqliteException">One is missing: as damage, since nothing but damage takes it away.</exception>
    public static void Check(Sqlite db)
    {
        if (VersionOf(db) != Version) return;
        foreach (string read in Reads)
        {
            try
            {
                db.PrepareOnce(read).Dispose();
            }
            catch (SqliteException e) when (e.Code == raw.SQLITE_ERROR)
            {
                throw new SqliteException(raw.SQLITE_CORRUPT, e.Message);
            }
        }
    }

    /// <exception cref="SqliteException">A step failed; the file is as it was before that step.</exception>
    /// <exception cref="InvalidDataException">The file was written by a newer version of the agent.</exception>
    public static void Migrate(Sqlite db)
    {
        int version = VersionOf(db);
        if (version > Version)
        {
            throw new InvalidDataException($"the store has format {version}, this version of the agent knows up to {Version}; install the newer agent again or remove the store");
        }

        for (; version < Version; version++)
        {
            db.Begin();
            try
            {
                db.Execute(Steps[version]);
                db.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={version + 1}"));
                db.Commit();
            }
            catch
            {
                db.Rollback();
                throw;
            }
        }
    }

    private static int VersionOf(Sqlite db) => int.Parse(db.Scalar("PRAGMA user_version") ?? "0", CultureInfo.InvariantCulture);
}
