using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Machine;

/// <summary>Space and inodes of the file system that holds a folder.</summary>
internal static class DiskUse
{
    /// <summary>
    /// Used share of the space or of the inodes, whichever is higher, 0 to 100 percent of what an ordinary user may use. Inodes count because a
    /// file needs one. NaN when unknown. For a folder that does not exist, its nearest existing parent is used.
    /// </summary>
    public static double UsedPct(string directory)
    {
        try
        {
            string? existing = directory;
            while (existing is not null && !Directory.Exists(existing)) existing = Path.GetDirectoryName(existing);
            if (existing is null) return double.NaN;
            var drive = new DriveInfo(existing);
            double space = double.NaN;
            if (drive.TotalSize > 0) space = Math.Clamp(100 * (1 - (double)drive.AvailableFreeSpace / drive.TotalSize), 0, 100);
            if (FileCalls.InodesUsedPct(existing) is { } inodes) return Math.Max(space, inodes);
            return space;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return double.NaN;
        }
    }
}
