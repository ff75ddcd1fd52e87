namespace EdgeAgent.Storage;

/// <summary>
/// Counts the bytes that commits write to the medium. The kernel writes whole pages, so a frame (a page and its header) touches two, and each
/// flush of a file that has grown also writes the journal of the file system. <c>tests/store/compare.sh</c> compares the count with that of a block device.
/// </summary>
/// <param name="logBytes">Present length of the log; within it, commits do not grow the file.</param>
internal sealed class LogMeter(long logBytes)
{
    public const int PageBytes = 4096;

    // The log's header and a frame (sqlite.org/fileformat2.html, section 4.1).
    private const int HeaderBytes = 32;
    private const int FrameBytes = PageBytes + 24;

    // ext4 with data=ordered and blocks of 4 KiB: descriptor, inode, bitmap, group descriptor, commit block. Measured at a block device: 19 to 22 KiB.
    private const int JournalBytes = 5 * PageBytes;

    private long _longest = logBytes;

    /// <summary>Frames since the log was last copied into the database.</summary>
    public int Frames { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Counts a transaction, which is flushed once.</summary>
    /// <param name="frames">Frames that the transaction wrote.</param>
    public void Committed(int frames)
    {
        if (frames <= 0) return;
        long from = HeaderBytes + ((long)Frames * FrameBytes);
        Frames += frames;
        long to = HeaderBytes + ((long)Frames * FrameBytes);
        Bytes += (((to + PageBytes - 1) / PageBytes) - (from / PageBytes)) * PageBytes;
        if (to <= _longest) return;
        _longest = to;
        Bytes += JournalBytes;
    }

    /// <summary>Counts a checkpoint: each page of the log was written once to the database, and the next commit starts at the log's beginning.</summary>
    public void Checkpointed(int pages)
    {
        Bytes += (long)pages * PageBytes;
        Frames = 0;
    }

    public void Copied(long bytes) => Bytes += bytes;
}
