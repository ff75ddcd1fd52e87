using EdgeAgent.Native;

namespace EdgeAgent.Storage;

/// <summary>Moves away what stands where a file of the store belongs and is none: a folder, a FIFO, a socket, a device.</summary>
internal static class StoreObstacle
{
    /// <returns>What it was and where it is now, for people; null when the place is free or holds a file.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static string? MoveAside(string path)
    {
        if (FileCalls.Status(FileCalls.AtFdCwd, path) is not { Kind: FileKind.Folder or FileKind.Special } found) return null;
        string aside = AsideName.Of(path, AsideName.Obstacle, AsideName.FirstFree(path, AsideName.Obstacle, ""));
        string kind = FolderHandle.Describe(found.Kind);
        if (FileCalls.renameat(FileCalls.AtFdCwd, path, FileCalls.AtFdCwd, aside) != 0) throw new IOException($"{path}: must be a regular file, is {kind}, and cannot be moved");
        return $"{kind} stood in the place of {Path.GetFileName(path)} and was kept as {Path.GetFileName(aside)}";
    }
}
