using System.Globalization;
using System.Text;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// What each component of forecaster and planner is worth: every recorded site is played with all of them, then with one or a group left out. Printed are the
/// means per family with all, and by how much each is less without. Nothing is fitted here, so no site is held out. Run as <c>ablate [--days N] [--seed N] TRACE...</c>.
/// </summary>
internal static class Ablation
{
    private const int UsualDays = 120;
    private const string Usage = "ablate [--days N] [--seed N] TRACE.csv.gz...";

    private static readonly (string Name, ForecastParts Without)[] Variants =
    [
        ("all", ForecastParts.None),
        ("age of the state", ForecastParts.Age),
        ("switch a day ago", ForecastParts.DayAgo),
        ("switch a week ago", ForecastParts.WeekAgo),
        ("weekday", ForecastParts.Weekday),
        ("busy days", ForecastParts.Busy),
        ("day, week, weekday", ForecastParts.DayAgo | ForecastParts.WeekAgo | ForecastParts.Weekday),
        ("input profile", ForecastParts.Profile),
        ("input alike", ForecastParts.Alike),
        ("input yesterday", ForecastParts.Yesterday),
        ("profile, alike, yesterday", ForecastParts.Profile | ForecastParts.Alike | ForecastParts.Yesterday),
        ("blend", ForecastParts.Blend),
        ("reliability", ForecastParts.Reliability),
        ("tilt", ForecastParts.Tilt),
        ("levels of the sky", ForecastParts.SkyLevels),
        ("sky", ForecastParts.Sky),
        ("trust account", ForecastParts.Trust),
        ("queue as one", ForecastParts.Queue),
        ("room for one unseen", ForecastParts.Room),
    ];

    public static int Print(string[] args)
    {
        if (FileArguments.Read(args, Usage, "--days", "--seed") is not { } read) return 2;
        int days = read.Number("--days", UsualDays), seed = read.Number("--seed", 1);
        DevelopmentSite[] sites = [.. read.Files.Select(TraceFile.Read).Select(t => new DevelopmentSite(DevelopmentSite.Cut(t, 0, days) ?? t, seed)).OrderBy(s => s.Family, StringComparer.Ordinal)];
        string[] families = [.. sites.Select(s => s.Family).Distinct()];
        Console.WriteLine($"{sites.Length} sites, the first {days} days, seed {seed}: captured gain / skill at 6 h / missed; below, less by, without a component");
        Console.WriteLine($"{"",-26}" + string.Concat(families.Select(f => $"{f,-24}")));
        Dictionary<string, Means>? all = null;
        foreach (var (name, without) in Variants)
        {
            Dictionary<string, Means> means = Played(sites, ForecastParts.All & ~without);
            all ??= means;
            Console.WriteLine(Row(name, families, means, without == ForecastParts.None ? null : all));
        }

        return 0;
    }

    private readonly record struct Means(double Captured, double Skill, int Missed);

    private static Dictionary<string, Means> Played(DevelopmentSite[] sites, ForecastParts parts)
    {
        var outcomes = sites.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select(s => (Site: s, Outcome: s.Run(new ChargeForecaster { Parts = parts }))).ToArray();
        return outcomes.GroupBy(o => o.Site.Family).ToDictionary(g => g.Key, g => new Means(
            g.Average(o => o.Site.Captured(o.Outcome.Cost)), g.Average(o => 1 - o.Outcome.Brier / o.Outcome.ClimatologyBrier), g.Sum(o => o.Outcome.Missed)));
    }

    private static string Row(string name, string[] families, Dictionary<string, Means> means, Dictionary<string, Means>? all)
    {
        var line = new StringBuilder($"{name,-26}");
        foreach (string family in families)
        {
            Means m = means[family];
            if (all is null) line.Append(CultureInfo.InvariantCulture, $"{m.Captured,6:.000} {m.Skill,6:.000} {m.Missed,4}       ");
            else line.Append(CultureInfo.InvariantCulture, $"{all[family].Captured - m.Captured,6:.000} {all[family].Skill - m.Skill,6:.000} {m.Missed,4}       ");
        }

        return line.ToString().TrimEnd();
    }
}
