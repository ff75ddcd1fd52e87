using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>
/// Goes through a folder by descriptors, without following links. Folders and files of the agent's own are left out, and so is what
/// cannot be read or vanishes meanwhile.
/// </summary>
/// <param name="step">Called for each folder; throws to end the walk.</param>
internal sealed class FolderWalk(FolderHandle root, OwnFiles.Guarded own, bool isRecursive, Action step)
{
    /// <summary>Regular files.</summary>
    public IEnumerable<FoundFile> Files() => Everything().Where(f => f.Status.Kind == FileKind.Regular);

    /// <summary>Files, links, folders and special files, each folder before what is in it, in the order of their names.</summary>
    public IEnumerable<FoundFile> Everything() => Walk(root);

    private IEnumerable<FoundFile> Walk(FolderHandle folder)
    {
        step();
        foreach (string name in Names(folder))
        {
            if (folder.Find(name) is not { } status || own.Has(status.Id)) continue;
            yield return new FoundFile(folder.Path, folder.Status.Id, name, status);
            if (!isRecursive || status.Kind != FileKind.Folder || Enter(folder, name, status) is not { } inner) continue;
            using (inner)
            {
                foreach (FoundFile found in Walk(inner)) yield return found;
            }
        }
    }

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

    // Another folder under the same name was put there between the two calls: it is looked at as little as one that is gone.
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
