namespace EdgeAgent.Native;

/// <summary>Where a path leads after all symbolic links. Reads the file system and blocks for as long as that does.</summary>
internal static class RealPath
{
    /// <summary>The path without symbolic links; parts that do not exist yet stay as they are. Null for a loop.</summary>
    public static string? Of(string path)
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
            if (part == "." || FileCalls.LinkTarget(FileCalls.AtFdCwd, next) is not { } target)
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
}
