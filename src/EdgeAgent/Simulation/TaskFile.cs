using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Simulation;

/// <summary>Reads task lists: CSV, contract section 6. Tasks are returned by release, then deadline, then order in the file.</summary>
public static class TaskFile
{
    public const string Header = "id,release_utc,deadline_utc,duration_min,power_w,class,preemption";

    public static SimulatedTask[] Read(string path)
    {
        using var reader = Csv.Open(path);
        Csv.RequireHeader(path, reader.ReadLine(), Header);
        string[] columns = Header.Split(',');
        var tasks = new List<SimulatedTask>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (int number = 2; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0) continue;
            tasks.Add(ReadTask(Csv.Row(path, number, line, columns), ids));
        }

        return [.. tasks.OrderBy(t => t.ReleaseS).ThenBy(t => t.DeadlineS)];
    }

    /// <summary>The task file of a trace: the given file itself, or <c>NAME.tasks.csv</c> in the given folder.</summary>
    public static string PathFor(string fileOrFolder, string traceName)
    {
        if (Directory.Exists(fileOrFolder)) return Path.Combine(fileOrFolder, traceName + ".tasks.csv");
        return fileOrFolder;
    }

    private static SimulatedTask ReadTask(in CsvRow row, HashSet<string> ids)
    {
        if (row.IsEmpty(0)) throw row.Fault(0, "an id");
        if (!ids.Add(row[0])) throw row.Fault(0, "unique");
        long release = row.UnixTime(1);
        long deadline = row.IsEmpty(2) ? long.MaxValue : row.UnixTime(2);
        if (deadline < release) throw row.Fault(2, "at or after the release");
        double minutes = row.Real(3, 0.1, 100_000);
        return new SimulatedTask
        {
            Id = row[0],
            ReleaseS = release,
            DeadlineS = deadline,
            DurationS = (int)Math.Round(minutes * 60),
            PowerW = row.Real(4, 0, 1e6),
            Class = row.Word<TaskClass>(5),
            Preemption = row.Word<Preemption>(6),
        };
    }
}
