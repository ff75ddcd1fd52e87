namespace EdgeAgent.Workers;

/// <summary>
/// Keeps tasks to the folders that configuration gives them: a path is judged by where it leads, after all symbolic
/// links of the part that exists.
/// </summary>
internal sealed class AllowedFolders(string setting, IEnumerable<string> folders)
{
    private readonly string[] _folders = [.. folders.Select(f => Resolve(f) ?? f)];

    public IReadOnlyList<string> Folders => _folders;

    /// <summary>Null when the path is absolute, has no <c>..</c> and lies below an allowed folder, else why not.</summary>
    public string? Refusal(string path)
    {
        if (!path.StartsWith('/')) return $"must be an absolute path, not '{path}'";
        if (path.Split('/').Contains("..")) return "must not contain '..'";
        string? real = Resolve(path);
        if (real is null) return $"'{path}' has a loop of symbolic links";
        return _folders.Any(f => real == f || real.StartsWith(f.TrimEnd('/') + "/", StringComparison.Ordinal))
            ? null
            : $"'{path}' is outside Tasks:{setting} ({(_folders.Length == 0 ? "none configured" : string.Join(", ", _folders))})";
    }

    /// <summary>The path without symbolic links; parts that do not exist yet stay as they are. Null for a loop.</summary>
    public static string? Resolve(string path)
    {
        var rest = new Stack<string>(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        string real = "";
        // The kernel gives up after 40 links, too.
        for (int links = 0; rest.TryPop(out string? part);)
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) is { Length: > 1 } parent ? parent : "";
                continue;
            }

            string next = $"{real}/{part}";
            if (part == "." || LinkTarget(next) is not { } target)
            {
                real = part == "." ? real : next;
                continue;
            }

            if (++links > 40) return null;
            if (target.StartsWith('/')) real = "";
            foreach (string step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(step);
        }

        return real.Length == 0 ? "/" : real;
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
