using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>
/// Restricts tasks to configured folders. A path is checked after all symbolic links of its existing part are resolved. It is then opened
/// folder by folder without following links, so that the checked path is the opened one.
/// </summary>
/// <param name="setting">Name of the configuration key, for messages.</param>
/// <param name="own">The agent's data directory, which is never allowed.</param>
internal sealed class AllowedFolders(string setting, IEnumerable<string> folders, OwnFiles? own = null)
{
    private readonly string[] _folders = [.. folders];

    public IReadOnlyList<string> Folders => _folders;

    /// <summary>
    /// Null when the path is absolute, has no <c>..</c> and lies below an allowed folder, else the reason. When the file system does not
    /// answer in time, links are checked only when the task runs.
    /// </summary>
    public string? Refusal(string path) => Malformed(path) ?? BoundedWait.Ask(() => Judge(path, out _), null);

    /// <summary>As <see cref="Refusal"/>, for a path that must name a file and not a folder.</summary>
    public string? RefusalOfFile(string path)
    {
        if (Refusal(path) is { } refusal) return refusal;
        if (path.EndsWith('/')) return "must name a file";
        return null;
    }

    /// <summary>Opens the folder <paramref name="path"/>; blocks while the file system does not answer.</summary>
    /// <exception cref="TaskFailure">The path is not allowed.</exception>
    /// <exception cref="IOException">The path does not exist, is not a folder, or became a link after the check.</exception>
    public FolderHandle OpenFolder(string path, bool create = false)
    {
        string? refusal = Malformed(path);
        string real = path;
        refusal ??= Judge(path, out real);
        if (refusal is not null) throw new TaskFailure(ErrorCategory.ClientError, refusal);
        return Open(real, create, real);
    }

    /// <summary>Opens the folder of the file <paramref name="path"/>; <paramref name="name"/> is the file's name in it.</summary>
    /// <exception cref="TaskFailure">The path is not allowed.</exception>
    /// <exception cref="IOException">The folder does not exist, or became a link after the check.</exception>
    public FolderHandle OpenFolderOf(string path, out string name, bool create = false)
    {
        string? refusal = Malformed(path);
        string real = path;
        refusal ??= Judge(path, out real);
        if (refusal is not null) throw new TaskFailure(ErrorCategory.ClientError, refusal);
        name = Path.GetFileName(real);
        return Open(Path.GetDirectoryName(real)!, create, real);
    }

    // Each folder on the way is compared with the agent's own files as they are now.
    private FolderHandle Open(string folder, bool create, string real)
    {
        if (own?.Now() is not { } guarded) return FolderHandle.Open(folder, create, null);
        return FolderHandle.Open(folder, create, f => guarded.Check(f, real));
    }

    /// <summary>Opens a regular file below an allowed folder.</summary>
    /// <exception cref="TaskFailure">The path is not allowed, does not exist or is not a regular file.</exception>
    public FileStream OpenRead(string path, out FileStatus status)
    {
        try
        {
            using FolderHandle folder = OpenFolderOf(path, out string name);
            FileStream file = folder.OpenRead(name, out status);
            if (own?.Now().Has(status.Id) != true) return file;
            file.Dispose();
            throw new TaskFailure(ErrorCategory.ClientError, $"{path}: is a file of the agent's own");
        }
        catch (FileNotFoundException)
        {
            throw new TaskFailure(ErrorCategory.ClientError, $"{path}: no such file");
        }
        catch (IOException e)
        {
            throw new TaskFailure(ErrorCategory.ClientError, e.Message);
        }
    }

    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static string? Malformed(string path)
    {
        if (!path.StartsWith('/')) return $"must be an absolute path, not '{path}'";
        if (path.Split('/').Contains("..")) return "must not contain '..'";
        return null;
    }

    private string? Judge(string path, out string real)
    {
        real = RealPath.Of(path) ?? "";
        if (real.Length == 0) return $"'{path}' has a loop of symbolic links";
        string place = real;
        if (!_folders.Any(f => IsWithin(place, RealPath.Of(f) ?? f)))
        {
            return $"'{path}' is outside Tasks:{setting} ({(_folders.Length == 0 ? "none configured" : string.Join(", ", _folders))})";
        }

        if (own?.Contains(real) == true) return $"'{path}' lies in the agent's data directory";
        return null;
    }
}
