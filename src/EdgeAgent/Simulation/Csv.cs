using System.Buffers.Binary;
using System.IO.Compression;

namespace EdgeAgent.Simulation;

/// <summary>Cells of the simulator's CSV files, each fault with file, row and column.</summary>
internal static class Csv
{
    private static readonly byte[] MemberHead = [0x1f, 0x8b, 0x08]; // RFC 1952, 2.3.1: ID1, ID2, CM

    /// <summary>Opens a text file, plain or gzip (by its first two bytes, so a wrong name does no harm).</summary>
    public static StreamReader Open(string path)
    {
        FileStream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputFaultException($"{path}: {WhyNotOpened(path, e)}");
        }

        Span<byte> head = stackalloc byte[2];
        int n = file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        file.Position = 0;
        bool gzip = n == 2 && head[0] == 0x1f && head[1] == 0x8b; // RFC 1952, 2.3.1
        return new StreamReader(gzip ? Unzipped(path, file) : file);
    }

    private static string WhyNotOpened(string path, Exception fault)
    {
        if (Directory.Exists(path)) return "is a folder, not a file";
        if (fault is FileNotFoundException or DirectoryNotFoundException) return "no such file";
        return fault.Message;
    }

    // The whole of it at once: a file that was cut off ends like a sound one, and only its last four bytes show it (RFC 1952, 2.3.1: ISIZE).
    private static MemoryStream Unzipped(string path, FileStream file)
    {
        using (file)
        {
            var text = new MemoryStream();
            try
            {
                using var unzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
                unzip.CopyTo(text);
            }
            catch (InvalidDataException)
            {
                throw new InputFaultException($"{path}: the gzip file is damaged or cut off");
            }

            if (!SaysItsLength(file, text.Length)) throw new InputFaultException($"{path}: the gzip file is cut off");
            text.Position = 0;
            return text;
        }
    }

    // A file of several members says the length of its last one only.
    private static bool SaysItsLength(FileStream file, long length)
    {
        const int Isize = 4;
        Span<byte> tail = stackalloc byte[Isize];
        file.Position = Math.Max(0, file.Length - Isize);
        file.ReadExactly(tail);
        if (BinaryPrimitives.ReadUInt32LittleEndian(tail) == (uint)length) return true;
        file.Position = Isize;
        var rest = new byte[file.Length - Isize];
        file.ReadExactly(rest);
        return rest.AsSpan().IndexOf(MemberHead) >= 0;
    }

    public static void RequireHeader(string path, string? line, string header)
    {
        if (line?.TrimEnd('\r') != header) throw new InputFaultException($"{path}: row 1 must be '{header}'");
    }

    /// <summary>Splits a line; <paramref name="columns"/> are the names of the header.</summary>
    public static CsvRow Row(string path, int number, string line, string[] columns)
    {
        string[] cells = line.TrimEnd('\r').Split(',');
        if (cells.Length != columns.Length) throw new InputFaultException($"{path}: row {number} has {cells.Length} columns, {columns.Length} are needed");
        return new CsvRow(path, number, columns, cells);
    }
}
