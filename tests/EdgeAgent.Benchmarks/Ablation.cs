using System.Globalization;
using System.Text;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// What each component of forecaster and planner is worth: every recorded site is played with all of them, then with one or a group left out. Printed are the
/// means per family with all, and by how much each is less without. Every site has the prior that the other sites have taught. Run as
/// <c>ablate [--days N] [--seed N] [--least MIN] [--most MIN] [--row N] TRACE...</c>; least and most are the shortest and the longest task, row (from 1) one component alone.
/// </summary>
internal static class Ablation
{
    private const int UsualDays = 120;
    private const string Usage = "ablate [--days N] [--seed N] [--least MIN] [--most MIN] [--row N] TRACE.csv.gz...";

    private static readonly (string Name, ForecastParts Without)[] Variants =
    [
        ("age of the state", ForecastParts.Age),
        ("switch a day ago", ForecastParts.DayAgo),
        ("switch a week ago", ForecastParts.WeekAgo),
        ("weekday", ForecastParts.Weekday),
        ("busy days", ForecastParts.Busy),
        ("day, week", ForecastParts.DayAgo | ForecastParts.WeekAgo),
        ("day, week, weekday, busy", ForecastParts.DayAgo | ForecastParts.WeekAgo | ForecastParts.Weekday | ForecastParts.Busy),
        ("input profile", ForecastParts.Profile),
        ("input alike", ForecastParts.Alike),
        ("input yesterday", ForecastParts.Yesterday),
        ("profile, yesterday", ForecastParts.Profile | ForecastParts.Yesterday),
        ("profile, alike, yesterday", ForecastParts.Profile | ForecastParts.Alike | ForecastParts.Yesterday),
        ("blend", ForecastParts.Blend),
        ("reliability", ForecastParts.Reliability),
        ("day, week, busy", ForecastParts.DayAgo | ForecastParts.WeekAgo | ForecastParts.Busy),
        ("tilt", ForecastParts.Tilt),
        ("sky", ForecastParts.Sky),
        ("trust account", ForecastParts.Trust),
        ("queue as one", ForecastParts.Queue),
        ("room for one unseen", ForecastParts.Room),
    ];

    public static int Print(string[] args)
    {
        if (FileArguments.Read(args, Usage, "--days", "--seed", "--least", "--most", "--row") is not { } read) return 2;
        int days = read.Number("--days", UsualDays), seed = read.Number("--seed", 1), least = read.Number("--least", 10), most = read.Number("--most", 60);
        var others = new OtherSites(read.Files.Select(TraceFile.Read));
        Site[] sites =
        [
            .. others.Traces.Select(t => new Site(new DevelopmentSite(DevelopmentSite.Cut(t, 0, days) ?? t, seed, least, most), others.PriorFor(t.Name)))
                .OrderBy(s => s.Played.Family, StringComparer.Ordinal),
        ];
        string[] families = [.. sites.Select(s => s.Played.Family).Distinct()];
        Console.WriteLine($"{sites.Length} sites, the first {days} days, tasks of {least} to {most} min, seed {seed}: captured gain / skill at 6 h / calibration error at 24 h / missed; below, less by, without a component");
        Console.WriteLine($"{"",-26}" + string.Concat(families.Select(f => $"{f,-28}")));
        Dictionary<string, Means> all = Played(sites, ForecastParts.All, true);
        Console.WriteLine(Row("all", families, all, null));
        int row = Math.Clamp(read.Number("--row", 0), 0, Variants.Length);
        if (row == 0) Console.WriteLine(Row("prior of other sites", families, Played(sites, ForecastParts.All, false), all));
        foreach (var (name, without) in row == 0 ? Variants : Variants[(row - 1)..row]) Console.WriteLine(Row(name, families, Played(sites, ForecastParts.All & ~without, true), all));
        return 0;
    }

    private sealed record Site(DevelopmentSite Played, ChargePrior Prior);

    private readonly record struct Means(double Captured, double Skill, double Ece24, int Missed);

    private static Dictionary<string, Means> Played(Site[] sites, ForecastParts parts, bool hasPrior)
    {
        var outcomes = sites.AsParallel().AsOrdered().WithDegreeOfParallelism(2)
            .Select(s => (Site: s.Played, Outcome: s.Played.Run(new ChargeForecaster(hasPrior ? s.Prior : ChargePrior.None) { Parts = parts }))).ToArray();
        return outcomes.GroupBy(o => o.Site.Family).ToDictionary(g => g.Key, g => new Means(
            g.Average(o => o.Site.Captured(o.Outcome.Cost)), g.Average(o => 1 - o.Outcome.Brier / o.Outcome.ClimatologyBrier), g.Average(o => o.Outcome.Ece24), g.Sum(o => o.Outcome.Missed)));
    }

    private static string Row(string name, string[] families, Dictionary<string, Means> means, Dictionary<string, Means>? all)
    {
        var line = new StringBuilder($"{name,-26}");
        foreach (string family in families)
        {
            Means m = means[family];
            if (all is null) line.Append(CultureInfo.InvariantCulture, $"{m.Captured,6:.000} {m.Skill,6:.000} {m.Ece24,6:.000} {m.Missed,4}    ");
            else line.Append(CultureInfo.InvariantCulture, $"{all[family].Captured - m.Captured,6:.000} {all[family].Skill - m.Skill,6:.000} {m.Ece24,6:.000} {m.Missed,4}    ");
        }

        return line.ToString().TrimEnd();
    }
}
