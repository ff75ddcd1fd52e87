namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// Reads attributes of sysfs: one value a file. Null when absent, unreadable or not of the kind asked for. Absence is looked for first:
/// an exception costs far more than a look, and what this board does not have is asked for with each sample.
/// </summary>
internal static class SysAttribute
{
    public static string? Text(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            Span<byte> buffer = stackalloc byte[256];
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            int read = RandomAccess.Read(handle, buffer, 0);
            if (read <= 0) return null;
            return System.Text.Encoding.UTF8.GetString(buffer[..read]).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A whole number times <paramref name="unit"/>; NaN when there is none.</summary>
    public static double Number(string path, double unit)
    {
        if (Text(path) is { } text && long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out long value))
        {
            return value * unit;
        }

        return double.NaN;
    }

    /// <summary>The path with every link in it followed; the path itself where it cannot be followed.</summary>
    public static string RealPath(string path)
    {
        try
        {
            var info = new DirectoryInfo(path);
            string target = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
            return target == path ? path : target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    /// <summary>The last part of what a link points to (<c>hid</c> for a <c>subsystem</c>); null when it is no link.</summary>
    public static string? LinkName(string path)
    {
        try
        {
            if (new DirectoryInfo(path).LinkTarget is { } target) return Path.GetFileName(target.TrimEnd('/'));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Folders below a class, in name order; empty when the class is not there.</summary>
    public static IReadOnlyList<string> Folders(string path)
    {
        if (!Directory.Exists(path)) return [];
        try
        {
            return [.. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
