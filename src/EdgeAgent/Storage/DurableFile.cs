using EdgeAgent.Native;

namespace EdgeAgent.Storage;

/// <summary>Files that are whole or not there after a power cut: write aside, flush, rename, flush the folder.</summary>
internal static class DurableFile
{
    /// <param name="mustLast">False: readers see all of it or nothing, but a power cut may take it.</param>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool mustLast = true)
    {
        using FolderHandle folder = FolderHandle.Open(RealPath.Of(Path.GetDirectoryName(path)!)!);
        string name = Path.GetFileName(path);
        string aside = name + ".new";
        try
        {
            using (FileStream file = folder.Create(aside))
            {
                file.Write(content);
                if (mustLast) file.Flush(flushToDisk: true);
            }

            folder.Rename(aside, name);
        }
        catch
        {
            folder.TryDelete(aside);
            throw;
        }

        if (mustLast) folder.Flush();
    }

    /// <summary>
    /// Puts a complete file in its place. From another file system it is copied beside its place first; when that fails, nothing stays there.
    /// </summary>
    /// <param name="folder">Where it goes.</param>
    /// <exception cref="IOException">It cannot be put there; the source is still whole.</exception>
    public static void MoveInto(string source, FolderHandle folder, string name)
    {
        if (folder.Find(name) is { Kind: FileKind.Folder }) throw new IOException($"{folder.Join(name)}: is a folder");
        using (var file = new FileStream(source, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        if (!folder.TryMoveIn(source, name)) CopyInto(source, folder, name);
        folder.Flush();
    }

    private static void CopyInto(string source, FolderHandle folder, string name)
    {
        string beside = $".{name}.part";
        try
        {
            using (FileStream from = File.OpenRead(source))
            using (FileStream to = folder.Create(beside))
            {
                from.CopyTo(to);
                to.Flush(flushToDisk: true);
            }

            folder.Rename(beside, name);
        }
        catch
        {
            folder.TryDelete(beside);
            throw;
        }

        File.Delete(source);
    }
}
