using System.Globalization;
using EdgeAgent.Simulation;

namespace EdgeAgent.Cli;

/// <summary>Executes <c>edgeagent simulate</c>: reads the files, simulates, writes the results.</summary>
internal static class SimulateRun
{
    private const int BadInput = 1;

    public static int Execute(SimulateSettings settings)
    {
        try
        {
            // All files are checked before the simulation starts.
            RequireFolder("--out", settings.Out);
            RequireFolder("--html", settings.Html);
            if (settings.DumpForecast is { } folder) Directory.CreateDirectory(folder);
            if (settings.PriorFile is { } prior) settings = settings with { Prior = Options.PriorFile.Read(prior) };
            (Trace Trace, SimulatedTask[] Tasks)[] sites = Read(settings);
            ReportIgnoredSettings(settings, sites);
            var progress = new SimulateProgress(Console.Error, TimeProvider.System, sites.Length);
            var results = new List<SimulationResult>();
            foreach (var (trace, tasks) in sites) results.Add(RunTrace(settings, trace, tasks, progress));
            WriteJson(settings, results);
            if (settings.Html is { } html) WritePage(settings, results, html);
            return 0;
        }
        catch (Exception e) when (e is InputFaultException or IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            Console.Error.WriteLine($"edgeagent simulate: {e.Message}");
            return BadInput;
        }
    }

    private static void ReportIgnoredSettings(SimulateSettings settings, (Trace Trace, SimulatedTask[] Tasks)[] sites)
    {
        string[] given = [.. new[] { (settings.BatteryWh, "--battery-wh"), (settings.PanelW, "--panel-w") }.Where(o => o.Item1 is not null).Select(o => o.Item2)];
        if (given.Length == 0) return;
        foreach (var (trace, _) in sites.Where(s => !s.Trace.HasHarvest))
        {
            Console.Error.WriteLine($"{trace.Name}: {string.Join(" and ", given)} ignored, the trace has no harvest_w");
        }
    }

    private static void RequireFolder(string option, string? path)
    {
        if (path is null) return;
        if (Directory.Exists(path)) throw new InputFaultException($"{option} '{path}': is a folder, not a file");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new InputFaultException($"{option} '{path}': no such folder");
        }
    }

    private static (Trace, SimulatedTask[])[] Read(SimulateSettings settings)
    {
        var sites = new (Trace, SimulatedTask[])[settings.Traces.Length];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < sites.Length; i++)
        {
            string path = settings.Traces[i];
            Trace trace = TraceFile.Read(path);
            if (!names.Add(trace.Name)) throw new InputFaultException($"{path}: a second trace of the name '{trace.Name}'");
            sites[i] = (trace, TaskFile.Read(TaskFile.PathFor(settings.Tasks, trace.Name)));
        }

        return sites;
    }

    private static SimulationResult RunTrace(SimulateSettings settings, Trace trace, SimulatedTask[] tasks, SimulateProgress progress)
    {
        progress.Begin(trace.Name);
        SimulationResult result = SimulatedSite.Run(trace, tasks, settings, settings.Policy, progress.At);
        Score s = result.Score;
        progress.Done(string.Create(
            CultureInfo.InvariantCulture,
            $"{trace.Name}: {tasks.Length} tasks, {s.HeavyMin:0} min, {s.HeavyMinOnBattery:0} min on battery, {s.Missed} missed, {s.MeanDelayH:0.0} h mean delay"));
        return result;
    }

    private static void WriteJson(SimulateSettings settings, List<SimulationResult> results)
    {
        using Stream output = settings.Out is { } file ? File.Create(file) : Console.OpenStandardOutput();
        ResultJson.Write(output, results);
    }

    private static void WritePage(SimulateSettings settings, List<SimulationResult> results, string path)
    {
        ReportEntry[] entries = [.. results.Select(r => new ReportEntry(
            r,
            SimulatedSite.RunBaseline(r.Trace, r.Tasks, settings, "run_now"),
            SimulatedSite.RunBaseline(r.Trace, r.Tasks, settings, "when_charging"),
            settings.Clairvoyant ? Clairvoyant.CostPerTask(r.Trace, r.Tasks, r.Objective) : null))];
        using var page = new StreamWriter(path) { NewLine = "\n" };
        HtmlReport.Write(page, entries);
    }
}
