using System.Globalization;
using SQLitePCL;

namespace EdgeAgent.Storage;

/// <summary>
/// The tables and the migration of older files. Each step runs once, in one transaction with its number in <c>user_version</c>. A released
/// step is never edited; a change is a further step.
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

        // Adds checksums; an older row has none until it is written again.
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

        // Identifiers of QoS 2 exchanges are not needed: tasks arrive with QoS 1, and their ids detect duplicates.
        "DROP TABLE packet_id;",
    ];

    // A damaged schema page may still be readable. These queries fail when a table or column is missing.
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

    /// <summary>Checks that a file of this version has every table and column.</summary>
    /// <exception cref="SqliteException">One is missing. It is reported as damage, because only damage removes it.</exception>
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

    /// <summary>Brings an older file up to date.</summary>
    /// <exception cref="SqliteException">A step failed; the file is unchanged by that step.</exception>
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
