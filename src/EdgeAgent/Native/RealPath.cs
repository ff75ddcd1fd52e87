namespace EdgeAgent.Native;

/// <summary>Resolves all symbolic links of a path. It blocks while the file system does not answer.</summary>
internal static class RealPath
{
    /// <summary>The path without symbolic links; parts that do not exist are kept. Null for a loop of links.</summary>
    public static string? Of(string path)
    {
        var rest = new Stack<string>(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        string real = "";
        // The kernel has the same limit of 40 links.
        for (int links = 0; rest.TryPop(out string? part);)
        {
            if (part == "..")
            {
                if (Path.GetDirectoryName(real) is { Length: > 1 } parent) real = parent;
                else real = "";
                continue;
            }

            string next = $"{real}/{part}";
            if (part == "." || FileCalls.LinkTarget(FileCalls.AtFdCwd, next) is not { } target)
            {
                if (part != ".") real = next;
                continue;
            }

            if (++links > 40) return null;
            if (target.StartsWith('/')) real = "";
            foreach (string step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(step);
        }

        if (real.Length == 0) return "/";
        return real;
    }
}
