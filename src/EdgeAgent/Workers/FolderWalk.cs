using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>
/// Lists a folder by descriptors, without following links. It skips the agent's own folders and files, and whatever cannot be read,
/// disappears during the walk or has a path longer than the kernel allows.
/// </summary>
/// <param name="staysOnMount">Skips mount points below the folder, of another file system or of a part of the same one.</param>
/// <param name="step">Called for each folder; it throws to end the walk.</param>
internal sealed class FolderWalk(FolderHandle root, OwnFiles.Guarded own, bool isRecursive, bool staysOnMount, Action step)
{
    // PATH_MAX: the walk holds a descriptor and a path for each level.
    private const int LongestPath = 4096;

    /// <summary>Regular files.</summary>
    public IEnumerable<FoundFile> Files() => Everything().Where(f => f.Status.Kind == FileKind.Regular);

    /// <summary>Files, links, folders and special files in the order of their names, each folder before its content.</summary>
    public IEnumerable<FoundFile> Everything() => Walk(root);

    private IEnumerable<FoundFile> Walk(FolderHandle folder)
    {
        step();
        foreach (string name in Names(folder))
        {
            if (folder.Find(name) is not { } status || own.Has(status.Id) || (staysOnMount && IsMount(folder, status))) continue;
            yield return new FoundFile(folder.Path, folder.Status.Id, name, status);
            if (!isRecursive || status.Kind != FileKind.Folder || folder.Path.Length + name.Length >= LongestPath || Enter(folder, name, status) is not { } inner) continue;
            using (inner)
            {
                foreach (FoundFile found in Walk(inner)) yield return found;
            }
        }
    }

    // Kernels before 5.8 do not report mount points. There the device number differs, except for a bind mount of the same file system.
    private static bool IsMount(FolderHandle folder, FileStatus status) =>
        status.IsMountRoot || status.Id.DeviceMajor != folder.Status.Id.DeviceMajor || status.Id.DeviceMinor != folder.Status.Id.DeviceMinor;

    private static List<string> Names(FolderHandle folder)
    {
        try
        {
            List<string> names = folder.Names();
            names.Sort(StringComparer.Ordinal);
            return names;
        }
        catch (IOException)
        {
            return [];
        }
    }

    // A folder that was replaced between the two calls is skipped, as one that was deleted.
    private static FolderHandle? Enter(FolderHandle folder, string name, FileStatus status)
    {
        try
        {
            FolderHandle inner = folder.OpenFolder(name);
            if (inner.Status.Id == status.Id) return inner;
            inner.Dispose();
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
