using System.Globalization;

namespace EdgeAgent.Storage;

/// <summary>
/// Opens the store's file and proves it good. A damaged file is moved aside under a name of its own, so that somebody can look
/// at it, and a new one is made: a device that reports the loss is worth more than one that restarts for ever.
/// </summary>
internal static class StoreFile
{
    private const int CopiesKept = 3;

    /// <returns>The open database, and what was wrong with the one before; null when it was good.</returns>
    /// <exception cref="SqliteException">Not damage but another fault: locked by a second agent, no space, no permission.</exception>
    public static (Sqlite Database, string? Damage) Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            return (OpenChecked(path), null);
        }
        catch (SqliteException e) when (e.IsDamage)
        {
            string copy = SetAside(path);
            return (OpenChecked(path), $"the store was damaged ({e.Message}); it was kept as {copy} and a new one was made");
        }
    }

    private static Sqlite OpenChecked(string path)
    {
        var db = Sqlite.Open(path);
        try
        {
            string result = db.Scalar("PRAGMA quick_check(1)") ?? "no answer";
            if (result != "ok") throw new SqliteException(SqliteNative.Corrupt, result);
            Schema.Migrate(db);
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    private static string SetAside(string path)
    {
        int n = 1;
        while (File.Exists(Copy(path, n))) n++;
        if (n > CopiesKept)
        {
            // The first copies show how it began and stay; only the newest is written again.
            n = CopiesKept;
            foreach (string suffix in Suffixes) File.Delete(Copy(path, n) + suffix);
        }

        foreach (string suffix in Suffixes)
        {
            if (File.Exists(path + suffix)) File.Move(path + suffix, Copy(path, n) + suffix, overwrite: true);
        }

        return Copy(path, n);
    }

    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal"];

    private static string Copy(string path, int n) => path + ".damaged-" + n.ToString(CultureInfo.InvariantCulture);
}
