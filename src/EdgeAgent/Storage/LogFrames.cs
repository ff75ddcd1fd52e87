using System.Buffers.Binary;

namespace EdgeAgent.Storage;

/// <summary>Reads the frame headers of a write-ahead log (sqlite.org/fileformat2.html, section 4.1). SQLite does not lock the log file, so a second descriptor is safe.</summary>
internal static class LogFrames
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;

    /// <summary>Number of different pages in the first frames; the number of frames when the log cannot be read.</summary>
    public static int DistinctPages(string logPath, int frames, int pageBytes)
    {
        try
        {
            using var log = File.OpenHandle(logPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var pages = new HashSet<uint>();
            Span<byte> number = stackalloc byte[4];
            for (int frame = 0; frame < frames; frame++)
            {
                long offset = HeaderBytes + ((long)frame * (FrameHeaderBytes + pageBytes));
                if (RandomAccess.Read(log, number, offset) != number.Length) return frames;
                pages.Add(BinaryPrimitives.ReadUInt32BigEndian(number));
            }

            return pages.Count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return frames;
        }
    }
}
