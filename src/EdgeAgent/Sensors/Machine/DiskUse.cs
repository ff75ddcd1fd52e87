using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Machine;

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
            if (FileCalls.InodesUsedPct(existing) is { } inodes) return Math.Max(space, inodes);
            return space;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return double.NaN;
        }
    }
}
