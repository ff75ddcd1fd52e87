using System.Globalization;
using EdgeAgent.Native;

namespace EdgeAgent.Fleet.Store;

/// <summary>Makes the two files of a <see cref="MirroredStore"/> equal before they are used.</summary>
internal static class MirrorRepair
{
    /// <summary>Copies the newest good file over one that is missing, damaged or older; returns what it did, for the log.</summary>
    /// <exception cref="IOException">A file exists, and no file is good.</exception>
    public static IReadOnlyList<string> MakeEqual(string first, string second)
    {
        var one = Look(first);
        var other = Look(second);
        if (one.Group is null && other.Group is null)
        {
            if (one.Trouble is null && other.Trouble is null) return [];
            throw new IOException($"no usable store: {one.Trouble ?? first + " is missing"}; {other.Trouble ?? second + " is missing"}");
        }

        return (one.Group ?? -1, other.Group ?? -1) switch
        {
            var (a, b) when a > b => [Copy(one, other)],
            var (a, b) when a < b => [Copy(other, one)],
            _ => [],
        };
    }

    private static Found Look(string path)
    {
        if (!File.Exists(path)) return new Found(path, null, null);
        try
        {
            using var file = new LiteFile(path);
            return new Found(path, file.Group, null);
        }
        catch (IOException e)
        {
            return new Found(path, null, e.Message);
        }
    }

    private static string Copy(Found good, Found bad)
    {
        if (bad.Trouble is not null) SetAside(bad.Path);
        File.Delete(LogOf(bad.Path));
        string fresh = bad.Path + ".new";
        File.Copy(good.Path, fresh, overwrite: true);
        using (var written = File.OpenHandle(fresh, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(written);
        File.Move(fresh, bad.Path, overwrite: true);
        FlushFolder(bad.Path);
        return string.Create(CultureInfo.InvariantCulture, $"{bad.Path} is made anew from {good.Path}, group {good.Group}: {StateOf(bad)}");
    }

    /// <summary>Flushes the file's folder, so that its names survive a power cut.</summary>
    public static void FlushFolder(string path)
    {
        using var folder = FolderHandle.Open(RealPath.Of(Path.GetDirectoryName(Path.GetFullPath(path))!)!);
        folder.Flush();
    }

    // Only the newest damaged file is kept: more would fill the disk of a machine whose power fails often.
    private static void SetAside(string path) => File.Move(path, path + ".damaged", overwrite: true);

    // LiteDB's name for the log beside a file.
    private static string LogOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + "-log.db");

    private static string StateOf(Found bad)
    {
        if (bad.Trouble is { } trouble) return trouble;
        if (bad.Group is { } group) return string.Create(CultureInfo.InvariantCulture, $"ended at group {group}");
        return "was missing";
    }

    private sealed record Found(string Path, long? Group, string? Trouble);
}
