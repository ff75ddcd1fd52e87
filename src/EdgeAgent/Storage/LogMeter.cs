namespace EdgeAgent.Storage;

/// <summary>
/// What commits cost the medium, as the device sees it: the kernel writes whole pages, so a frame of a page and its header touches two, and each
/// flush of a file that grew also writes the file system's journal. Compared with the count of a block device by <c>tests/store/compare.sh</c>.
/// </summary>
/// <param name="logBytes">Length of the log that is there already: writing over it makes no file grow.</param>
internal sealed class LogMeter(long logBytes)
{
    public const int PageBytes = 4096;

    // The log's header and a frame (sqlite.org/fileformat2.html, section 4.1).
    private const int HeaderBytes = 32;
    private const int FrameBytes = PageBytes + 24;

    // ext4 in data=ordered, blocks of 4 KiB: descriptor, inode, bitmap, group descriptor, commit block. 19 to 22 KiB at a block device.
    private const int JournalBytes = 5 * PageBytes;

    private long _longest = logBytes;

    /// <summary>Since the log was last copied into the database.</summary>
    public int Frames { get; private set; }

    public long Bytes { get; private set; }

    /// <param name="frames">Of one transaction, flushed once.</param>
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

    /// <summary>The log was copied into the database, where each of its pages is written once, and the next commit begins it anew.</summary>
    public void Checkpointed(int pages)
    {
        Bytes += (long)pages * PageBytes;
        Frames = 0;
    }

    public void Copied(long bytes) => Bytes += bytes;
}
