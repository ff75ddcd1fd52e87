using System.Globalization;
using System.Text;
using EdgeAgent.Native;

namespace EdgeAgent.Storage;

/// <summary>Reads and writes the mark file beside the store: one line with a checksum. It is rarely written, because numbers are reserved in blocks.</summary>
internal static class SequenceFile
{
    private const string Format = "1";

    /// <summary>The mark; null when the file is missing or invalid.</summary>
    public static SequenceMark? Read(string path)
    {
        if (!File.Exists(path)) return null;
        string[] parts = SmallFile.ReadText(path).Trim().Split(' ');
        if (parts.Length != 7 || parts[0] != Format || parts[6] != Sum(parts[..6])) return null;
        long[] n = [.. parts[1..6].Select(p => long.TryParse(p, NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : -1)];
        if (n.Any(v => v < 0)) return null;
        return new SequenceMark(n[0], n[1], n[2], n[3], n[4]);
    }

    /// <exception cref="IOException">The file cannot be written; numbers beyond the last mark must not be assigned.</exception>
    public static void Write(string path, SequenceMark mark)
    {
        string[] parts = [Format, .. new[] { mark.Epoch, mark.SeqUpTo, mark.SessionUpTo, mark.Start, mark.DeviceTimeMs }.Select(v => v.ToString(CultureInfo.InvariantCulture))];
        DurableFile.Write(path, Encoding.ASCII.GetBytes(string.Join(' ', parts) + " " + Sum(parts) + "\n"));
    }

    private static string Sum(string[] parts) => Checksum.Of("seq", Encoding.ASCII.GetBytes(string.Join(' ', parts))).ToString("x8", CultureInfo.InvariantCulture);
}
