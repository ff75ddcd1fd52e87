using EdgeAgent.Native;

namespace EdgeAgent.Storage;

/// <summary>Writes files atomically, also with regard to power cuts: write a temporary file, flush it, rename it, flush the folder.</summary>
internal static class DurableFile
{
    /// <param name="mustLast">False: readers see the old or the new content, but after a power cut the file may be lost.</param>
    /// <exception cref="IOException">The file cannot be written; the earlier content remains.</exception>
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
    /// Moves a complete file into a folder. From another file system the file is copied under a temporary name first; when that fails, the copy is deleted.
    /// </summary>
    /// <param name="folder">The target folder.</param>
    /// <exception cref="IOException">The file cannot be moved; the source is unchanged.</exception>
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
