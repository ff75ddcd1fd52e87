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
        for (int row = 2; reader.ReadLine() is { } line; row++)
        {
            if (line.Length == 0) continue;
            tasks.Add(ReadTask(path, row, columns, Csv.Cells(path, row, line, columns.Length), ids));
        }

        return [.. tasks.OrderBy(t => t.ReleaseS).ThenBy(t => t.DeadlineS)];
    }

    /// <summary>The task file of a trace: the given file itself, or <c>NAME.tasks.csv</c> in the given folder.</summary>
    public static string PathFor(string fileOrFolder, string traceName) =>
        Directory.Exists(fileOrFolder) ? Path.Combine(fileOrFolder, traceName + ".tasks.csv") : fileOrFolder;

    private static SimulatedTask ReadTask(string path, int row, string[] columns, string[] cells, HashSet<string> ids)
    {
        if (cells[0].Length == 0) throw InputFaultException.At(path, row, columns[0], cells[0], "an id");
        if (!ids.Add(cells[0])) throw InputFaultException.At(path, row, columns[0], cells[0], "unique");
        long release = Csv.Time(path, row, columns[1], cells[1]);
        long deadline = cells[2].Length == 0 ? long.MaxValue : Csv.Time(path, row, columns[2], cells[2]);
        if (deadline < release) throw InputFaultException.At(path, row, columns[2], cells[2], "at or after the release");
        double minutes = Csv.Number(path, row, columns[3], cells[3], 0.1, 100_000);
        return new SimulatedTask
        {
            Id = cells[0],
            ReleaseS = release,
            DeadlineS = deadline,
            DurationS = (int)Math.Round(minutes * 60),
            PowerW = Csv.Number(path, row, columns[4], cells[4], 0, 1e6),
            Class = Word<TaskClass>(path, row, columns[5], cells[5]),
            Preemption = Word<Preemption>(path, row, columns[6], cells[6]),
        };
    }

    private static T Word<T>(string path, int row, string column, string cell) where T : struct, Enum =>
        WireNames.TryParse(cell, out T value) ? value : throw InputFaultException.At(path, row, column, cell, $"one of {WireNames.AllLower<T>()}");
}
