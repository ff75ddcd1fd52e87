using System.Globalization;
using System.Text;
using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// How well the published planned starts agree with the actual starts: recorded traces of charging, a pack that fills and drains at
/// an even rate, the scheduler as the service has it. The planned starts are those of <c>plan</c> at every hour and at the submission. Run as <c>reported [--days N] [--seed N] TRACE...</c>.
/// </summary>
internal static class ReportedTimes
{
    private const int UsualDays = 60;
    private const double WithinHours = 6;
    private const double EarlyMin = 15;

    public static int Print(string[] args)
    {
        int days = UsualDays, seed = 1;
        var files = new List<string>();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is "--days" or "--seed" && i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out int number))
                _ = args[i++] == "--days" ? days = number : seed = number;
            else files.Add(args[i]);
        }

        if (files.Count == 0) return Usage();
        var all = new List<(string Family, ReportedTime Time)>();
        foreach (string file in files)
        {
            var reported = new ReportedTimesRun(TraceFile.Read(file), days, seed).Play();
            string family = TraceFile.NameOf(file).Split('_')[0];
            all.AddRange(reported.Select(t => (family, t)));
            Console.Error.WriteLine($"{family,-8} {Path.GetFileName(file)}: {reported.Count} times reported");
        }

        Console.WriteLine($"reported times against starts within {WithinHours} h, {days} days a trace, seed {seed}");
        Console.WriteLine("family    class          waits for                     known  unknown  median   p90   early by > 15 min");
        foreach (var group in all.GroupBy(t => (t.Family, t.Time.Class, t.Time.WaitsFor)).OrderBy(g => g.Key)) Line(group.Key.Family, group.Key.Class.ToString(), group.Key.WaitsFor, group.Select(t => t.Time));
        foreach (var group in all.GroupBy(t => t.Family).OrderBy(g => g.Key)) Line(group.Key, "all", "", group.Select(t => t.Time));
        Line("all", "all", "", all.Select(t => t.Time));
        return 0;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("usage: reported [--days N] [--seed N] TRACE.csv.gz...");
        return 2;
    }

    private static void Line(string family, string taskClass, string waitsFor, IEnumerable<ReportedTime> reported)
    {
        ReportedTime[] near = [.. reported.Where(t => (t.CameAt - t.At).TotalHours <= WithinHours)];
        double[] errors = [.. near.Where(t => t.Start is not null).Select(t => (t.Start!.Value - t.CameAt).TotalMinutes)];
        if (near.Length == 0) return;
        double[] sizes = [.. errors.Select(Math.Abs).Order()];
        double Part(double share) => sizes.Length == 0 ? double.NaN : sizes[Math.Min(sizes.Length - 1, (int)(share * sizes.Length))];
        double early = errors.Length == 0 ? double.NaN : 100.0 * errors.Count(e => e < -EarlyMin) / errors.Length;
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{family,-9} {taskClass,-14} {waitsFor,-28} {errors.Length,6} {near.Length - errors.Length,8} {Part(.5),6:0} m {Part(.9),5:0} m {early,6:0.0} %");
        Console.WriteLine(line);
    }
}

/// <summary>A planned start as published at one time, and the actual start.</summary>
internal sealed record ReportedTime(TaskClass Class, string WaitsFor, DateTimeOffset At, DateTimeOffset? Start)
{
    public DateTimeOffset CameAt { get; init; }
}
