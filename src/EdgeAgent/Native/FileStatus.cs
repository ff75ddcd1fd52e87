namespace EdgeAgent.Native;

/// <summary>Facts about a file, as statx(2) gives them.</summary>
/// <param name="Mode">The permission bits.</param>
internal readonly record struct FileStatus(FileId Id, FileKind Kind, long Length, DateTime ModifiedUtc, int Mode)
{
    // A small file may lie in the file system's own records, and has no block.
    private const long Small = 4096;

    /// <summary>Bytes that the medium holds for it: fewer than <see cref="Length"/> for a file with holes.</summary>
    public long Allocated { get; init; }

    /// <summary>Names of the file: deleting one of several frees nothing.</summary>
    public uint Links { get; init; }

    /// <summary>Another file system, or another part of one, is mounted here (Linux 5.8; false before).</summary>
    public bool IsMountRoot { get; init; }

    /// <summary>Bytes of content that deleting the last name frees.</summary>
    public long Size => Length <= Small ? Length : Math.Min(Length, Allocated);
}
