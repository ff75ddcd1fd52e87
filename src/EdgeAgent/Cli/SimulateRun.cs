using System.Globalization;
using EdgeAgent.Simulation;

namespace EdgeAgent.Cli;

/// <summary>Reads, simulates and writes what <c>edgeagent simulate</c> was asked for.</summary>
internal static class SimulateRun
{
    private const int BadInput = 1;

    public static int Execute(SimulateSettings settings)
    {
        try
        {
            var results = new List<SimulationResult>();
            foreach (string path in settings.Traces) results.Add(RunTrace(settings, path));
            WriteJson(settings, results);
            if (settings.Html is { } html) WritePage(settings, results, html);
            return 0;
        }
        catch (Exception e) when (e is InputFaultException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine($"edgeagent simulate: {e.Message}");
            return BadInput;
        }
    }

    private static SimulationResult RunTrace(SimulateSettings settings, string path)
    {
        Trace trace = TraceFile.Read(path);
        SimulatedTask[] tasks = TaskFile.Read(TaskFile.PathFor(settings.Tasks, trace.Name));
        SimulationResult result = SimulatedSite.Run(trace, tasks, settings, settings.Policy);
        Score s = result.Score;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
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
        var entries = new List<ReportEntry>();
        foreach (SimulationResult r in results)
        {
            Console.Error.WriteLine($"{r.Trace.Name}: baselines for the page");
            entries.Add(new ReportEntry(
                r,
                SimulatedSite.RunBaseline(r.Trace, r.Tasks, settings, "run_now"),
                SimulatedSite.RunBaseline(r.Trace, r.Tasks, settings, "when_charging"),
                settings.Clairvoyant ? Clairvoyant.CostPerTask(r.Trace, r.Tasks, settings.WaitCost) : null));
        }

        using var page = new StreamWriter(path);
        HtmlReport.Write(page, entries, settings.WaitCost);
    }
}
