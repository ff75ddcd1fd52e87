namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// Reads attributes of sysfs, one value per file. The result is null or NaN when the file is absent, unreadable or of another type. Existence is
/// checked first, because missing attributes are read at each sample and an exception costs far more than the check.
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

    /// <summary>The final target of a link; the path itself when it is not a link or cannot be resolved.</summary>
    public static string RealPath(string path)
    {
        try
        {
            var info = new DirectoryInfo(path);
            string target = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
            if (target == path) return path;
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    /// <summary>The last part of a link's target (such as <c>hid</c> for <c>subsystem</c>); null when the path is not a link.</summary>
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

    /// <summary>The folders in a folder, sorted by name; empty when it does not exist.</summary>
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
