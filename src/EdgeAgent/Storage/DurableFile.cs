using EdgeAgent.Native;

namespace EdgeAgent.Storage;

/// <summary>Files that are whole or not there after a power cut: write aside, flush, rename, flush the folder.</summary>
internal static class DurableFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string next = path + ".new";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        Replace(next, path);
    }

    /// <summary>Puts a complete file in its place. It may come from another file system: then it is copied there first.</summary>
    public static void MoveInto(string source, string destination)
    {
        string folder = Path.GetDirectoryName(destination)!;
        Directory.CreateDirectory(folder);
        string beside = Path.Combine(folder, $".{Path.GetFileName(destination)}.part");
        File.Move(source, beside, overwrite: true);
        using (var file = new FileStream(beside, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        Replace(beside, destination);
    }

    private static void Replace(string source, string destination)
    {
        File.Move(source, destination, overwrite: true);
        FlushFolder(Path.GetDirectoryName(destination)!);
    }

    private static void FlushFolder(string folder)
    {
        int fd = Libc.open(folder, Libc.OCloExec, 0);
        if (fd < 0) return;
        _ = Libc.fsync(fd);
        _ = Libc.close(fd);
    }
}
