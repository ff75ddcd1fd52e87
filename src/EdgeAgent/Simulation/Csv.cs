using System.Globalization;
using System.IO.Compression;

namespace EdgeAgent.Simulation;

/// <summary>Cells of the simulator's CSV files, each fault with file, row and column.</summary>
internal static class Csv
{
    // RFC 3339, and what people write for it: no zone (the column says UTC), a space for the T, no seconds.
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ssK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mmK",
    ];

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
            bool isAbsent = e is FileNotFoundException or DirectoryNotFoundException;
            throw new InputFaultException($"{path}: {(Directory.Exists(path) ? "is a folder, not a file" : isAbsent ? "no such file" : e.Message)}");
        }

        Span<byte> head = stackalloc byte[2];
        int n = file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        file.Position = 0;
        bool gzip = n == 2 && head[0] == 0x1f && head[1] == 0x8b; // RFC 1952, 2.3.1
        return new StreamReader(gzip ? new GZipStream(file, CompressionMode.Decompress) : file);
    }

    public static void RequireHeader(string path, string? line, string header)
    {
        if (line?.TrimEnd('\r') != header) throw new InputFaultException($"{path}: row 1 must be '{header}'");
    }

    public static string[] Cells(string path, int row, string line, int count)
    {
        string[] cells = line.TrimEnd('\r').Split(',');
        return cells.Length == count
            ? cells
            : throw new InputFaultException($"{path}: row {row} has {cells.Length} columns, {count} are needed");
    }

    public static long Time(string path, int row, string column, string cell) =>
        DateTimeOffset.TryParseExact(cell, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUnixTimeSeconds()
            : throw InputFaultException.At(path, row, column, cell, "an RFC 3339 time such as 2026-01-31T23:59:00Z");

    public static int Integer(string path, int row, string column, string cell, int min, int max) =>
        int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : throw InputFaultException.At(path, row, column, cell, $"a whole number from {min} to {max}");

    public static double Number(string path, int row, string column, string cell, double min, double max) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= min && value <= max
            ? value
            : throw InputFaultException.At(path, row, column, cell, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));

    public static double NumberOrNaN(string path, int row, string column, string cell, double min, double max) =>
        cell.Length == 0 ? double.NaN : Number(path, row, column, cell, min, max);
}
