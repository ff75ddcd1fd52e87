namespace EdgeAgent.Storage;

/// <summary>
/// Reads from a store that an agent may have open: a copy of file and log is read, because the agent locks its own. A copy that was torn by a write shows as a damaged
/// store; the next one is as good as any.
/// </summary>
internal static class StoreSnapshot
{
    private const string LogSuffix = "-wal";

    /// <summary>What a learner has saved under a name; null when there is nothing.</summary>
    /// <exception cref="SqliteException">The copy is damaged, or no store of this agent.</exception>
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
