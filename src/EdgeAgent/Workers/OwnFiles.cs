using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>
/// Protects the agent's data directory: tasks may use only its folder <c>transfer</c>. Files and folders are identified by device and
/// inode, so that bind mounts and hard links are detected.
/// </summary>
internal sealed class OwnFiles(string? dataDirectory)
{
    /// <summary>The folder in the data directory that tasks may use.</summary>
    public const string TransferName = "transfer";

    /// <summary>The protected files and folders at present: the data directory and everything directly in it except the transfer folder.</summary>
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
        /// <summary>Whether this file or folder is protected.</summary>
        public bool Has(FileId id) => id == data || inside.Contains(id);

        /// <summary>Checks each folder of a path that is already allowed. The data directory itself is allowed on the way to the transfer folder.</summary>
        /// <exception cref="IOException">The folder is protected and was reached by another name.</exception>
        public void Check(FolderHandle folder, string target)
        {
            if (!Has(folder.Status.Id)) return;
            bool isOnTheWay = folder.Status.Id == data && folder.Path == dataPath && AllowedFolders.IsWithin(target, $"{dataPath}/{TransferName}");
            if (!isOnTheWay) throw new IOException($"{folder.Path}: is the agent's data directory, or a part of it");
        }
    }
}
