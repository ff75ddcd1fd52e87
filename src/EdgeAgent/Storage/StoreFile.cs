using System.Globalization;
using SQLitePCL;

namespace EdgeAgent.Storage;

/// <summary>
/// Opens and checks the store's file. A damaged file is renamed and kept for inspection. The last copy replaces it, or a new store when
/// there is no good copy, so that the device works and reports the loss instead of restarting for ever.
/// </summary>
internal static class StoreFile
{
    private const int CopiesKept = 3;

    // Magic number of a log (sqlite.org/fileformat2.html, section 4.1); the last bit is the byte order of the checksums.
    private const uint LogMagic = 0x377f0682;

    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal"];

    /// <summary>Name of the copy of the store at <paramref name="path"/>.</summary>
    public static string CopyOf(string path) => path + ".copy";

    /// <param name="isExpected">There was a store at this path before, so a missing or empty file is a loss.</param>
    /// <exception cref="SqliteException">A fault other than damage: locked by a second agent, no space, no permission.</exception>
    public static FoundStore Open(string path, bool isExpected)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string? obstacle = StoreObstacle.MoveAside(path);
        string[] others = [.. Suffixes.Skip(1).Select(s => path + s).Append(CopyOf(path)).Select(StoreObstacle.MoveAside).OfType<string>()];
        if (obstacle is not null) return Replace(path, string.Join("; ", others.Prepend(obstacle)));
        var opened = OpenFile(path, isExpected);
        if (others.Length == 0) return opened;
        return opened with { Damage = string.Join("; ", others.Append(opened.Damage).OfType<string>()) };
    }

    private static FoundStore OpenFile(string path, bool isExpected)
    {
        if (isExpected && !HasContent(path)) return Replace(path, File.Exists(path) ? "the store's file was empty" : "the store's file was gone");
        try
        {
            bool hadLog = HasLog(path + "-wal");
            var db = OpenChecked(path, out bool needsLog);
            if (hadLog || !needsLog) return new FoundStore(db, null, false);
            return new FoundStore(db, "the store's log was lost: what was accepted or ended shortly before the last end is missing", true);
        }
        catch (SqliteException e) when (e.IsDamage)
        {
            return Replace(path, $"the store was damaged ({e.Message})");
        }
    }

    private static FoundStore Replace(string path, string fault)
    {
        string aside = Suffixes.Any(s => File.Exists(path + s)) ? $"; it was kept as {SetAside(path)}" : "";
        return FromCopy(path, fault + aside) ?? new FoundStore(OpenChecked(path, out _), $"{fault}{aside} and a new one was made", true);
    }

    private static FoundStore? FromCopy(string path, string fault)
    {
        string copy = CopyOf(path);
        if (!HasContent(copy)) return null;
        try
        {
            File.Copy(copy, path, overwrite: true);
            string time = File.GetLastWriteTimeUtc(copy).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            return new FoundStore(OpenChecked(path, out _), $"{fault}; the copy of {time} took its place, later changes are lost", true);
        }
        catch (SqliteException e) when (e.IsDamage)
        {
            foreach (string suffix in Suffixes) File.Delete(path + suffix);
            return null;
        }
    }

    /// <param name="needsLog">The previous run did not end cleanly, so some of its commits may be only in the log.</param>
    private static Sqlite OpenChecked(string path, out bool needsLog)
    {
        var db = Sqlite.Open(path);
        try
        {
            CheckPages(db);
            Schema.Check(db);
            needsLog = db.Scalar("PRAGMA user_version") is { } version && int.Parse(version, CultureInfo.InvariantCulture) > 1
                && db.Scalar("SELECT value FROM meta WHERE key='start'") is not null && db.Scalar("SELECT value FROM meta WHERE key='clean'") != "1";
            Schema.Migrate(db);
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    // A damaged index is built again from its table.
    private static void CheckPages(Sqlite db)
    {
        string result = db.Scalar("PRAGMA integrity_check(1)") ?? "no answer";
        if (result == "ok") return;
        if (result.Contains("index", StringComparison.Ordinal))
        {
            db.Execute("REINDEX");
            result = db.Scalar("PRAGMA integrity_check(1)") ?? "no answer";
        }

        if (result != "ok") throw new SqliteException(raw.SQLITE_CORRUPT, result);
    }

    private static bool HasContent(string path) => File.Exists(path) && new FileInfo(path).Length > 0;

    private static bool HasLog(string path)
    {
        if (!File.Exists(path)) return false;
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[32];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && (System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(head) & ~1u) == LogMagic;
    }

    private static string SetAside(string path)
    {
        int n = AsideName.FirstFree(path, AsideName.Damaged, Suffixes);
        if (n > CopiesKept)
        {
            // The first damaged files are kept, because they show how the damage began; only the last one is replaced.
            n = CopiesKept;
            foreach (string suffix in Suffixes) File.Delete(Aside(path, n) + suffix);
        }

        foreach (string suffix in Suffixes)
        {
            if (File.Exists(path + suffix)) File.Move(path + suffix, Aside(path, n) + suffix, overwrite: true);
        }

        return Aside(path, n);
    }

    private static string Aside(string path, int n) => AsideName.Of(path, AsideName.Damaged, n);
}
