namespace EdgeAgent.Native;

/// <summary>Status of a file, from statx(2).</summary>
/// <param name="Mode">The permission bits.</param>
internal readonly record struct FileStatus(FileId Id, FileKind Kind, long Length, DateTime ModifiedUtc, int Mode)
{
    // A file system may store a small file in its inode, without a block.
    private const long Small = 4096;

    /// <summary>Allocated bytes; fewer than <see cref="Length"/> for a file with holes.</summary>
    public long Allocated { get; init; }

    /// <summary>Number of names (hard links) of the file.</summary>
    public uint Links { get; init; }

    /// <summary>Something is mounted here (Linux 5.8; always false before).</summary>
    public bool IsMountRoot { get; init; }

    /// <summary>Bytes that deleting the last name frees.</summary>
    public long Size => Length <= Small ? Length : Math.Min(Length, Allocated);
}
