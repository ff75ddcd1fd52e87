using System.Buffers.Text;
using System.Text;
using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Machine;

/// <summary>Share of memory in use: what <c>/proc/meminfo</c> does not call available (caches that the kernel gives back count as available).</summary>
internal sealed class MemoryUse(MachineRoots roots) : IDisposable
{
    private readonly KernelFile _file = new($"{roots.Proc}/meminfo");

    /// <summary>0 to 100; NaN when unknown.</summary>
    public double UsedPct()
    {
        var text = _file.Read();
        double total = Field(text, "MemTotal:"u8), available = Field(text, "MemAvailable:"u8);
        return total > 0 ? Math.Clamp(100 * (1 - available / total), 0, 100) : double.NaN;
    }

    public void Dispose() => _file.Dispose();

    private static double Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        int at = text.IndexOf(name);
        if (at < 0) return double.NaN;
        var rest = text[(at + name.Length)..].TrimStart((byte)' ');
        return Utf8Parser.TryParse(rest, out long value, out _) ? value : double.NaN;
    }
}

/// <summary>Space and inodes of the file system that holds a folder.</summary>
internal static class DiskUse
{
    /// <summary>
    /// 0 to 100 of what an ordinary user may fill, of space or of inodes, whichever is the fuller: without a free inode no file can be made.
    /// NaN when unknown. A folder that is not there yet counts as its nearest parent.
    /// </summary>
    public static double UsedPct(string directory)
    {
        try
        {
            string? existing = directory;
            while (existing is not null && !Directory.Exists(existing)) existing = Path.GetDirectoryName(existing);
            if (existing is null) return double.NaN;
            var drive = new DriveInfo(existing);
            double space = drive.TotalSize > 0 ? Math.Clamp(100 * (1 - (double)drive.AvailableFreeSpace / drive.TotalSize), 0, 100) : double.NaN;
            return FileCalls.InodesUsedPct(existing) is { } inodes ? Math.Max(space, inodes) : space;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return double.NaN;
        }
    }
}

/// <summary>Lines and words of kernel tables, without allocation.</summary>
internal static class TableText
{
    public static bool NextLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (text.IsEmpty) return false;
        int end = text.IndexOf((byte)'\n');
        line = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return true;
    }

    public static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? line : line[..end];
        line = end < 0 ? [] : line[end..];
        return word;
    }

    public static double Number(ReadOnlySpan<byte> word) => Utf8Parser.TryParse(word, out long value, out int used) && used > 0 ? value : double.NaN;

    public static string Text(ReadOnlySpan<byte> word) => Encoding.UTF8.GetString(word);
}
