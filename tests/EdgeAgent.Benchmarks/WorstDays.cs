using System.Globalization;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// Where a site's plan loses against perfect foresight: the loss by decision and by hour of the start, then the worst days task by task with the clairvoyant's start beside
/// ours. The loss is in what the plan minimises (battery minutes + waiting). The clairvoyant has every task alone, so what a busy machine costs is in the loss. Run as
/// <c>worstdays [--worst N] [--seed N] TRACE...</c>.
/// </summary>
internal static class WorstDays
{
    private const int UsualWorst = 3;
    private const int DayS = 86400;
    private const double Even = 0.5;
    private const string Usage = "worstdays [--worst N] [--seed N] TRACE.csv.gz...";

    private sealed record Decision(SimulatedTask Task, long StartS, double Cost, long BestS, double BestCost, string Kind)
    {
        public double Loss => Cost - BestCost;
    }

    public static int Print(string[] args)
    {
        if (FileArguments.Read(args, Usage, "--worst", "--seed") is not { } read) return 2;
        foreach (string file in read.Files) Print(new DevelopmentSite(TraceFile.Read(file), read.Number("--seed", 1)), read.Number("--worst", UsualWorst));
        return 0;
    }

    private static void Print(DevelopmentSite site, int worst)
    {
        Decision[] decisions = Decisions(site);
        double loss = decisions.Sum(d => d.Loss);
        Write($"{site.Trace.Name}: {decisions.Length} tasks, captured {site.Captured(decisions.Average(d => d.Cost)):.000}, loss {loss / decisions.Length:.00} battery minutes a task");
        Write($"  {"decision",-34} {"tasks",6} {"of the loss",12}");
        foreach (var kind in decisions.GroupBy(d => d.Kind).OrderByDescending(g => g.Sum(d => d.Loss)))
            Write($"  {kind.Key,-34} {kind.Count(),6} {100 * kind.Sum(d => d.Loss) / loss,10:0} %");
        Write($"  {"local hours of our start",-34} {"tasks",6} {"of the loss",12}");
        foreach (var hours in decisions.GroupBy(d => LocalHour(site.Trace, d.StartS) / 3).OrderBy(g => g.Key))
            Write($"  {$"{3 * hours.Key:00} to {3 * hours.Key + 3:00}",-34} {hours.Count(),6} {100 * hours.Sum(d => d.Loss) / loss,10:0} %");
        foreach (var day in decisions.GroupBy(d => LocalDay(site.Trace, d.Task.ReleaseS)).OrderByDescending(g => g.Sum(d => d.Loss)).Take(worst)) PrintDay(site.Trace, day);
    }

    private static void PrintDay(Trace trace, IGrouping<long, Decision> day)
    {
        Write($"  {DateTimeOffset.FromUnixTimeSeconds(day.Key * DayS):yyyy-MM-dd}: loss {day.Sum(d => d.Loss):0} battery minutes; harvest {Harvest(trace, day.Key - 1)} Wh the day before, {Harvest(trace, day.Key)}, {Harvest(trace, day.Key + 1)} and {Harvest(trace, day.Key + 2)} Wh after");
        Write($"    {"released",-8} {"by",-8} {"min",3} {"W",4}  {"our start",-9} {"cost",5}  {"best",-8} {"cost",5}  decision");
        foreach (Decision d in day.OrderBy(d => d.Task.ReleaseS))
        {
            string At(long timeS) => $"+{LocalDay(trace, timeS) - day.Key} {DateTimeOffset.FromUnixTimeSeconds(timeS + 60 * Offset(trace, timeS)):HH:mm}";
            Write($"    {At(d.Task.ReleaseS),-8} {At(d.Task.DeadlineS),-8} {d.Task.DurationS / 60,3} {d.Task.PowerW,4:0.0}  {At(d.StartS),-9} {d.Cost,5:0.0}  {At(d.BestS),-8} {d.BestCost,5:0.0}  {d.Kind}");
        }
    }

    private static Decision[] Decisions(DevelopmentSite site)
    {
        SimulatedTask[] done = [.. site.Play(new ChargeForecaster()).Tasks.Where(t => t.FinishedS is not null && t.Segments.Count > 0)];
        return [.. done.Select(t => Decide(site, done, t))];
    }

    private static Decision Decide(DevelopmentSite site, SimulatedTask[] all, SimulatedTask task)
    {
        (long bestS, double bestCost) = Clairvoyant.BestStart(site.Trace, task, site.Objective);
        long startS = task.Segments[0].StartS;
        double cost = task.Segments.Sum(s => site.Objective.BatteryMinutes(site.Trace, s.StartS, s.EndS, task.PowerW))
            + site.Objective.WaitCost * (task.FinishedS!.Value - task.ReleaseS - task.DurationS) / 3600.0;
        return new Decision(task, startS, cost, bestS, bestCost, KindOf(site.Trace, all, task, startS, bestS, cost - bestCost));
    }

    private static string KindOf(Trace trace, SimulatedTask[] all, SimulatedTask task, long startS, long bestS, double loss)
    {
        if (loss < Even) return "as good as the best";
        string light = trace.Charging[trace.SlotOf(startS)] == 1 ? "charging" : "dark";
        if (startS < bestS) return $"too early, {light}";
        bool isBusy = Array.Exists(all, t => !ReferenceEquals(t, task) && t.Segments.Exists(s => s.StartS < bestS + task.DurationS && s.EndS > bestS));
        if (isBusy) return "too late, machine was busy";
        bool isForced = startS + task.DurationS > task.DeadlineS - 3600;
        return isForced ? $"too late, last moment, {light}" : $"too late, {light}";
    }

    private static int Offset(Trace trace, long timeS) => trace.OffsetMin[Math.Clamp(trace.SlotOf(timeS), 0, trace.Count - 1)];

    private static long LocalDay(Trace trace, long timeS) => (timeS + 60 * Offset(trace, timeS)) / DayS;

    private static int LocalHour(Trace trace, long timeS) => (int)((timeS + 60 * Offset(trace, timeS)) % DayS / 3600);

    private static string Harvest(Trace trace, long localDay)
    {
        double wh = 0;
        for (int i = 0; i < trace.Count; i++)
        {
            if ((trace.TimeOf(i) + 60 * trace.OffsetMin[i]) / DayS == localDay && !double.IsNaN(trace.HarvestW[i])) wh += trace.HarvestW[i] * trace.SpanOf(i) / 3600;
        }

        return wh.ToString("0", CultureInfo.InvariantCulture);
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
