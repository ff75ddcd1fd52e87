using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>
/// The agent's data directory, which no task reads, writes or cleans; only its folder <c>transfer</c> is open to tasks. Files and
/// folders are known by device and inode, so that a bind mount or a hard link is no way around.
/// </summary>
internal sealed class OwnFiles(string? dataDirectory)
{
    /// <summary>The folder in the data directory that tasks may use.</summary>
    public const string TransferName = "transfer";

    /// <summary>What must not be touched now: the data directory, and all that lies directly in it but the transfer folder.</summary>
    public Guarded Now()
    {
        if (dataDirectory is null || !Directory.Exists(dataDirectory)) return new Guarded(null, "", []);
        string data = RealPath.Of(dataDirectory) ?? dataDirectory;
        using FolderHandle folder = FolderHandle.Open(data);
        HashSet<FileId> ids = [.. folder.Names().Where(n => n != TransferName).Select(folder.Find).OfType<FileStatus>().Select(s => s.Id)];
        return new Guarded(folder.Status.Id, data, ids);
    }

    /// <summary>Whether the real path <paramref name="path"/> lies in the data directory, outside of the transfer folder.</summary>
    public bool Contains(string path)
    {
        if (dataDirectory is null) return false;
        string data = RealPath.Of(dataDirectory) ?? dataDirectory;
        return AllowedFolders.IsWithin(path, data) && !AllowedFolders.IsWithin(path, $"{data.TrimEnd('/')}/{TransferName}");
    }

    internal sealed class Guarded(FileId? data, string dataPath, HashSet<FileId> inside)
    {
        /// <summary>Whether a walk that meets this file or folder must leave it alone.</summary>
        public bool Has(FileId id) => id == data || inside.Contains(id);

        /// <summary>For each folder on the way to a path that was judged already; the way to the transfer folder leads through the data directory.</summary>
        /// <exception cref="IOException">The folder is the agent's own, by another name.</exception>
        public void Check(FolderHandle folder, string target)
        {
            if (!Has(folder.Status.Id)) return;
            bool isOnTheWay = folder.Status.Id == data && folder.Path == dataPath && AllowedFolders.IsWithin(target, $"{dataPath}/{TransferName}");
            if (!isOnTheWay) throw new IOException($"{folder.Path}: is the agent's data directory, or a part of it");
        }
    }
}
