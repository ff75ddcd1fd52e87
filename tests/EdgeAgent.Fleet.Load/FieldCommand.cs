using System.CommandLine;
using EdgeAgent.Cli;
using EdgeAgent.Simulation;

namespace EdgeAgent.Fleet.Load;

/// <summary><c>field</c>: compares pools by offers with other ways to choose the device for a task, over recorded traces.</summary>
internal static class FieldCommand
{
    public static Command Create()
    {
        var traces = new Option<string>("--traces") { Description = "Folder of traces (*.csv.gz), a device each", Required = true };
        var learn = CheckedOption.Whole("--learn-days", "Days before the first task (28)", 1, 1000);
        var days = CheckedOption.Whole("--days", "Days with tasks (28)", 1, 1000);
        var every = CheckedOption.Whole("--every-min", "Minutes from task to task (60)", 1, 10_000);
        var duration = CheckedOption.Whole("--task-min", "Minutes of a task (45)", 1, 10_000);
        var deadline = CheckedOption.Whole("--deadline-h", "Hours from release to deadline (12)", 1, 1000);
        var half = CheckedOption.Whole("--half", "Only every second trace: 1 to tune on, 2 to score on, 0 all (0)", 0, 2);
        var persistence = CheckedOption.Number("--persistence-h", "Hours that power which is there now is taken to stay (2)", 0, 100);
        var only = new Option<string?>("--only") { Description = "Only traces whose name begins so, a kind of site" };
        var command = new Command("field", "Compares ways to hand out tasks over recorded traces.") { traces, learn, days, every, duration, deadline, half, persistence, only };
        command.SetAction(result => Run(new FieldOptions(
            result.GetValue(learn) ?? 28, result.GetValue(days) ?? 28, result.GetValue(every) ?? 60, result.GetValue(duration) ?? 45, result.GetValue(deadline) ?? 12)
        {
            Persistence = TimeSpan.FromHours(result.GetValue(persistence) ?? 2),
        }, Chosen(result.GetValue(traces)!, result.GetValue(only) ?? "", result.GetValue(half) ?? 0)));
        return command;
    }

    // Every second of each kind, so that both halves have all kinds of sites.
    private static List<string> Chosen(string folder, string prefix, int half) =>
        [.. Directory.EnumerateFiles(folder, prefix + "*.csv.gz").Order(StringComparer.Ordinal).GroupBy(f => Path.GetFileName(f).Split('_')[0]).SelectMany(g => g.Where((_, i) => half == 0 || i % 2 == half - 1))];

    private static int Run(FieldOptions options, List<string> files)
    {
        int days = options.LearnDays + options.Days + 2;
        var all = files.Select(f => new FieldDevice(TraceFile.Read(f), days)).ToList();
        foreach (var tooShort in all.Where(d => !IsLongEnough(d))) Console.WriteLine($"{tooShort.Name}: too short, left out");
        new FieldRun([.. all.Where(IsLongEnough)], options).Print();
        return 0;

        bool IsLongEnough(FieldDevice device) => device.EndS >= (days - 1) * 86400L;
    }
}
