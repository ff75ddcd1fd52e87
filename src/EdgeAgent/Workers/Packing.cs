using System.Formats.Tar;
using System.IO.Compression;
using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>Packs the sources of <c>archive</c>; all files are opened by descriptors, and no link is followed.</summary>
internal sealed class Packing(RunContext run, OwnFiles own, AllowedFolders readable)
{
    private long _total, _entries;

    public long Files { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Number of entries left out: sockets, devices, and files that changed, disappeared or cannot be read.</summary>
    public long LeftOut { get; private set; }

    public bool IsEmpty => _entries == 0;

    public void Write(IReadOnlyList<string> sources, string part)
    {
        List<FoundFile> found = [.. sources.SelectMany(Entries)];
        _total = found.Where(f => f.Status.Kind == FileKind.Regular).Sum(f => f.Status.Length);
        using var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (FoundFile entry in found)
            {
                run.PausePoint();
                Add(tar, entry);
            }
        }

        file.Flush(flushToDisk: true);
    }

    private List<FoundFile> Entries(string source)
    {
        try
        {
            using FolderHandle parent = readable.OpenFolderOf(source.TrimEnd('/'), out string name);
            if (parent.Find(name) is not { } status) throw new FileNotFoundException(source);
            if (own.Now() is var guarded && guarded.Has(status.Id)) throw new TaskFailure(ErrorCategory.ClientError, $"{source}: lies in the agent's data directory");
            if (status.Kind != FileKind.Folder) return [new FoundFile(parent.Path, parent.Status.Id, name, status)];
            using FolderHandle root = parent.OpenFolder(name);
            return [.. new FolderWalk(root, guarded, isRecursive: true, staysOnMount: false, run.PausePoint).Everything()];
        }
        catch (FileNotFoundException)
        {
            throw new TaskFailure(ErrorCategory.ClientError, $"{source}: no such file or folder");
        }
    }

    private void Add(TarWriter tar, FoundFile entry)
    {
        try
        {
            using FolderHandle folder = FolderHandle.Open(entry.Folder);
            if (folder.Status.Id == entry.FolderId && TryAdd(tar, folder, entry)) return;
        }
        catch (IOException e) when (e is not EndOfStreamException && !IsOurs(e))
        {
            // The file disappeared, became a link or cannot be read.
        }

        LeftOut++;
    }

    // ENOSPC and EDQUOT concern the archive and end the task; other errors concern the source, which is left out.
    private static bool IsOurs(IOException e) => (e.HResult & 0xffff) is 28 or 122;

    private bool TryAdd(TarWriter tar, FolderHandle folder, FoundFile entry)
    {
        // Names in the archive are full paths without the leading slash, as with tar.
        string name = FileName.Shown(entry.Path).TrimStart('/');
        switch (entry.Status.Kind)
        {
            case FileKind.Regular:
                using (FileStream data = folder.OpenRead(entry.Name, out FileStatus status)) Add(tar, data, status, name);
                return true;
            case FileKind.Folder:
                tar.WriteEntry(With(new PaxTarEntry(TarEntryType.Directory, name), entry.Status));
                return true;
            case FileKind.Link when folder.LinkTarget(entry.Name) is { Length: > 0 } target:
                tar.WriteEntry(With(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = FileName.Shown(target) }, entry.Status));
                _entries++;
                return true;
            case FileKind.Link:
            case FileKind.Special:
            default:
                return false;
        }
    }

    private void Add(TarWriter tar, FileStream data, FileStatus status, string name)
    {
        using var steady = new SteadyStream(run, data, status.Length, Passed);
        var entry = With(new PaxTarEntry(TarEntryType.RegularFile, name), status);
        entry.DataStream = steady;
        tar.WriteEntry(entry);
        Files++;
        _entries++;
    }

    private static PaxTarEntry With(PaxTarEntry entry, FileStatus status)
    {
        entry.ModificationTime = status.ModifiedUtc;
        entry.Mode = (UnixFileMode)status.Mode;
        return entry;
    }

    private void Passed(int bytes)
    {
        Bytes += bytes;
        if (_total > 0) run.Report(Math.Min(100.0, 100.0 * Bytes / _total));
    }
}
