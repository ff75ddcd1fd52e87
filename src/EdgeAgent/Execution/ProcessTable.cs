using System.Globalization;
using System.Text;

namespace EdgeAgent.Execution;

/// <summary>
/// Finds the processes of a run by session, by lineage and by a mark in the environment. Without a control group this is the only way
/// to find descendants that left their process group.
/// </summary>
internal static class ProcessTable
{
    /// <summary>Environment variable that marks every process of a run: <c>instance/task/attempt</c>.</summary>
    public const string MarkVariable = "EDGEAGENT_RUN";

    public static IEnumerable<ProcessRow> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && Read(pid) is { } row)
            {
                yield return row;
            }
        }
    }

    /// <summary>Reads one process; null when it does not exist.</summary>
    public static ProcessRow? Read(int pid)
    {
        if (ReadFile($"/proc/{pid}/stat") is not { } bytes) return null;
        // The name in parentheses may contain spaces and parentheses, so the fields start after the last parenthesis.
        string text = Encoding.UTF8.GetString(bytes);
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        if (fields.Length < 20) return null;
        long cpu = Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
        return new ProcessRow(pid, fields[0][0], (int)Number(fields[1]), (int)Number(fields[3]), Number(fields[19]), cpu);
    }

    /// <summary>Living processes of the session of <paramref name="leader"/>, and those with the lineage or the mark.</summary>
    public static List<ProcessRow> Members(int leader, string mark, Lineage lineage) =>
        [.. All().Where(p => p.IsAlive && (p.Session == leader || Lineage.Read(p.Pid) == lineage || HasMark(p.Pid, mark + "\0")))];

    /// <summary>Living processes whose mark begins with <paramref name="prefix"/>, or whose lineage belongs to that prefix.</summary>
    public static List<ProcessRow> Marked(string prefix) =>
        [.. All().Where(p => p.IsAlive && (Lineage.Read(p.Pid)?.IsOfInstance(prefix) == true || HasMark(p.Pid, prefix)))];

    private static bool HasMark(int pid, string valueStart)
    {
        byte[]? environment = ReadFile($"/proc/{pid}/environ");
        if (environment is null) return false;
        byte[] wanted = Encoding.UTF8.GetBytes($"\0{MarkVariable}={valueStart}");
        ReadOnlySpan<byte> span = environment;
        return span.StartsWith(wanted.AsSpan(1)) || span.IndexOf(wanted) >= 0;
    }

    private static long Number(string text)
    {
        if (long.TryParse(text, CultureInfo.InvariantCulture, out long value)) return value;
        return 0;
    }

    private static byte[]? ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended (ESRCH, ENOENT) or belongs to another user.
            return null;
        }
    }
}
