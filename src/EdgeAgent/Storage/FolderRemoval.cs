using System.Globalization;
using EdgeAgent.Native;

namespace EdgeAgent.Storage;

/// <summary>
/// Deletes a folder with its content, at any depth. Links are not followed. Mounted file systems and the folders above them are kept, because
/// a task may have been killed between mount and umount.
/// </summary>
internal static class FolderRemoval
{
    // Size of a folder of one block, which has at most some hundred names.
    private const long FewNames = 4096;

    // Each level needs a descriptor. Deeper folders are moved to the top and deleted later.
    private const int DeepestLevel = 64;

    /// <summary>
    /// Deletes a small folder at once. Renames a larger one and deletes it on its own thread, as it may have a hundred thousand files.
    /// </summary>
    /// <param name="aside">Prefix of the new name. The agent's next start deletes a folder with this prefix that is left.</param>
    /// <exception cref="IOException">The parent folder cannot be opened, or the folder cannot be renamed.</exception>
    public static void Begin(string parentPath, string name, string aside)
    {
        if (!Directory.Exists(parentPath)) return;
        using FolderHandle parent = FolderHandle.Open(RealPath.Of(parentPath)!);
        if (parent.Find(name) is not { } status || (status.Length <= FewNames && TryFlat(parent, name))) return;
        string doomed = name.StartsWith(aside, StringComparison.Ordinal) ? name : FreeName(parent, aside);
        if (doomed != name) parent.Rename(name, doomed);
        string path = parent.Path;
        new Thread(() => Run(path, doomed)) { IsBackground = true, Name = "removal" }.Start();
    }

    /// <summary>Deletes everything that can be deleted; false when something is left.</summary>
    public static bool Run(string parentPath, string name)
    {
        try
        {
            using FolderHandle parent = FolderHandle.Open(parentPath);
            if (parent.Find(name) is not { Kind: FileKind.Folder, IsMountRoot: false }) return parent.TryDelete(name);
            using (FolderHandle root = parent.OpenFolder(name))
            {
                // Each pass deletes what it finds and moves folders that are too deep to the top.
                while (new Pass(root).Empty(root, 1))
                {
                }
            }

            return parent.TryDeleteFolder(name);
        }
        catch (IOException)
        {
            // The next start of the agent deletes the rest.
            return false;
        }
    }

    // Most folders are empty or have a few files.
    private static bool TryFlat(FolderHandle parent, string name)
    {
        if (parent.TryDeleteFolder(name)) return true;
        using (FolderHandle folder = parent.OpenFolder(name))
        {
            List<string> names = folder.Names();
            if (names.Any(n => folder.Find(n) is null or { Kind: FileKind.Folder } or { IsMountRoot: true })) return false;
            foreach (string file in names) folder.TryDelete(file);
        }

        return parent.TryDeleteFolder(name);
    }

    private static string FreeName(FolderHandle folder, string prefix)
    {
        int n = 1;
        while (folder.Find(Name(prefix, n)) is not null) n++;
        return Name(prefix, n);
    }

    private static string Name(string prefix, int n) => prefix + n.ToString(CultureInfo.InvariantCulture);

    private sealed class Pass(FolderHandle root)
    {
        /// <summary>Deletes the content of a folder; true when a folder was moved to the top.</summary>
        public bool Empty(FolderHandle folder, int level)
        {
            bool hasMoved = false;
            foreach (string name in folder.Names()) hasMoved |= Remove(folder, name, level);
            return hasMoved;
        }

        private bool Remove(FolderHandle folder, string name, int level)
        {
            if (folder.Find(name) is not { IsMountRoot: false } status) return false;
            if (status.Kind != FileKind.Folder)
            {
                folder.TryDelete(name);
                return false;
            }

            if (folder.TryDeleteFolder(name)) return false;
            if (level >= DeepestLevel) return folder.TryMove(name, root, FreeName(root, "deep-"));
            bool hasMoved;
            using (FolderHandle inner = folder.OpenFolder(name)) hasMoved = Empty(inner, level + 1);
            folder.TryDeleteFolder(name);
            return hasMoved;
        }
    }
}
