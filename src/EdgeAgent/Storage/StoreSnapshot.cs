namespace EdgeAgent.Storage;

/// <summary>
/// Reads from a store that an agent may have open. It reads a copy of file and log, because the agent locks its files. A write during the copy makes the copy
/// look damaged; then try again.
/// </summary>
internal static class StoreSnapshot
{
    private const string LogSuffix = "-wal";

    /// <summary>Reads a blob by its key; null when there is none.</summary>
    /// <exception cref="SqliteException">The copy is damaged, or the file is not a store of the agent.</exception>
    public static byte[]? ReadBlob(string storePath, string key)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("edgeagent-store-");
        try
        {
            string copy = Path.Combine(folder.FullName, "agent.db");
            File.Copy(storePath, copy);
            if (File.Exists(storePath + LogSuffix)) File.Copy(storePath + LogSuffix, copy + LogSuffix);
            using var db = Sqlite.Open(copy);
            return new BlobTable(db).Get(key);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
