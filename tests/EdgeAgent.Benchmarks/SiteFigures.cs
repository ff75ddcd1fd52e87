using System.Globalization;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// Plan and forecast over whole recordings, means by family: without a prior, and with the prior that the other sites have taught (no site teaches itself). Printed: captured
/// gain by the site's objective beside that of "when charging", skill at 6 h, calibration error at 6 and 24 h (beside the error that a calibrated forecast would show), missed deadlines. Run as
/// <c>sites [--days N] [--seed N] [--least MIN] [--most MIN] TRACE...</c>; days 0: all of them.
/// </summary>
internal static class SiteFigures
{
    private const string Usage = "sites [--days N] [--seed N] [--least MIN] [--most MIN] TRACE.csv.gz...";

    private readonly record struct Line(string Family, bool HasPrior, double Captured, double WhenCharging, double Skill, double Ece, double Ece24, double Floor24, int Missed, int Tasks);

    public static int Print(string[] args)
    {
        if (FileArguments.Read(args, Usage, "--days", "--seed", "--least", "--most") is not { } read) return 2;
        int days = read.Number("--days", 0), seed = read.Number("--seed", 1), least = read.Number("--least", 10), most = read.Number("--most", 60);
        var others = new OtherSites(read.Files.Select(TraceFile.Read));
        Line[] lines =
        [
            .. others.Traces.AsParallel().AsOrdered().WithDegreeOfParallelism(2).SelectMany(t => Lines(
                new DevelopmentSite(days > 0 ? DevelopmentSite.Cut(t, 0, days) ?? t : t, seed, least, most), others.PriorFor(t.Name))),
        ];
        Console.WriteLine($"{read.Files.Count} sites, tasks of {least} to {most} min, seed {seed}; without a prior -> with that of the other sites");
        Console.WriteLine($"{"family",-8} {"captured (when charging)",-24} {"skill at 6 h",-14} {"error at 6 h",-14} {"at 24 h (calibrated)",-22} missed");
        foreach (var family in lines.GroupBy(l => l.Family).OrderBy(g => g.Key, StringComparer.Ordinal)) Console.WriteLine(Row(family.Key, family.ToLookup(l => l.HasPrior)));
        return 0;
    }

    private static IEnumerable<Line> Lines(DevelopmentSite site, ChargePrior prior)
    {
        foreach (bool hasPrior in new[] { false, true })
        {
            SiteOutcome o = site.Run(new ChargeForecaster(hasPrior ? prior : ChargePrior.None));
            yield return new Line(
                site.Family, hasPrior, site.Captured(o.Cost), site.Captured(site.WhenChargingCost), 1 - o.Brier / o.ClimatologyBrier, o.Ece, o.Ece24, o.Floor24, o.Missed, site.Tasks.Length);
        }
    }

    private static string Row(string family, ILookup<bool, Line> by)
    {
        string Both(Func<Line, double> figure) => string.Create(CultureInfo.InvariantCulture, $"{by[false].Average(figure):.000} -> {by[true].Average(figure):.000}");
        string captured = string.Create(CultureInfo.InvariantCulture, $"{Both(l => l.Captured)} ({by[true].Average(l => l.WhenCharging):.000})");
        string late = string.Create(CultureInfo.InvariantCulture, $"{Both(l => l.Ece24)} ({by[true].Average(l => l.Floor24):.000})");
        string missed = $"{by[false].Sum(l => l.Missed)} -> {by[true].Sum(l => l.Missed)} of {by[true].Sum(l => l.Tasks)}";
        return $"{family,-8} {captured,-24} {Both(l => l.Skill),-14} {Both(l => l.Ece),-14} {late,-22} {missed}";
    }
}
