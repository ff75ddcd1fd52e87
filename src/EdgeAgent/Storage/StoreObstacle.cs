using EdgeAgent.Native;

namespace EdgeAgent.Storage;

/// <summary>Moves away a folder, a FIFO, a socket or a device that has the path of one of the store's files.</summary>
internal static class StoreObstacle
{
    /// <returns>What was moved and where to, for people; null when the path is free or a regular file.</returns>
    /// <exception cref="IOException">The obstacle cannot be moved.</exception>
    public static string? MoveAside(string path)
    {
        if (FileCalls.Status(FileCalls.AtFdCwd, path) is not { Kind: FileKind.Folder or FileKind.Special } found) return null;
        string aside = AsideName.Of(path, AsideName.Obstacle, AsideName.FirstFree(path, AsideName.Obstacle, ""));
        string kind = FolderHandle.Describe(found.Kind);
        if (FileCalls.renameat(FileCalls.AtFdCwd, path, FileCalls.AtFdCwd, aside) != 0) throw new IOException($"{path}: must be a regular file, is {kind}, and cannot be moved");
        return $"{kind} stood in the place of {Path.GetFileName(path)} and was kept as {Path.GetFileName(aside)}";
    }
}
