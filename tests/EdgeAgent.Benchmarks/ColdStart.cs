using System.Globalization;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// How a new device does: every recorded site is begun anew on several of its days, with nothing learned and with what devices at other sites have taught (never one
/// of its own garage, workplace, area or roof), and is scored over its first days. Run as <c>coldstart [--starts N] [--seed N] TRACE...</c>.
/// </summary>
internal static class ColdStart
{
    private const int UsualStarts = 4;
    private const string Usage = "coldstart [--starts N] [--seed N] TRACE.csv.gz...";
    private static readonly int[] Spans = [3, 7, 14];

    /// <summary>Sums over a site's starts: squared error 6 h ahead, the same of the running mean, cost saved and what perfect foresight would have saved.</summary>
    private readonly record struct Outcome(string Family, int Days, bool HasPrior, double Brier, double Climatology, double Saved, double Possible, int Missed);

    public static int Print(string[] args)
    {
        if (FileArguments.Read(args, Usage, "--starts", "--seed") is not { } read) return 2;
        int starts = read.Number("--starts", UsualStarts), seed = read.Number("--seed", 1);
        var others = new OtherSites(read.Files.Select(TraceFile.Read));
        Outcome[] outcomes = [.. others.Traces.AsParallel().AsOrdered().WithDegreeOfParallelism(2).SelectMany(t => Played(t, others.PriorFor(t.Name), starts, seed))];
        Console.WriteLine($"{read.Files.Count} sites, each begun anew on {starts} of its days, seed {seed}; without -> with what devices at other sites have taught");
        Console.WriteLine($"{"family",-8} {"days",4}  {"skill at 6 h",-16} {"captured",-16} {"missed",-10}");
        foreach (var group in outcomes.GroupBy(o => (o.Family, o.Days)).OrderBy(g => g.Key.Family, StringComparer.Ordinal).ThenBy(g => g.Key.Days))
            Console.WriteLine(Row(group.Key.Family, group.Key.Days, group.ToLookup(o => o.HasPrior)));
        return 0;
    }

    private static IEnumerable<Outcome> Played(Trace trace, ChargePrior prior, int starts, int seed)
    {
        int days = (int)((trace.EndS - trace.StartS) / 86400) - Spans[^1] - 1;
        foreach (int span in Spans)
        {
            for (int s = 0; s < starts; s++)
            {
                if (DevelopmentSite.Cut(trace, days * (2 * s + 1) / (2 * starts), span) is not { } cut || !Array.Exists(cut.Charging, c => c >= 0)) continue;
                var site = new DevelopmentSite(cut, seed + s);
                if (!site.HasTasks) continue;
                foreach (ChargePrior known in new[] { ChargePrior.None, prior })
                {
                    SiteOutcome o = site.Run(new ChargeForecaster(known));
                    yield return new(
                        OtherSites.FamilyOf(trace), span, known.Kinds.Count > 0, o.Brier, o.ClimatologyBrier, site.RunNowCost - o.Cost, site.RunNowCost - site.BoundCost, o.Missed);
                }
            }
        }
    }

    private static string Row(string family, int days, ILookup<bool, Outcome> by)
    {
        string Both(Func<IEnumerable<Outcome>, double> figure) => string.Create(CultureInfo.InvariantCulture, $"{figure(by[false]):0.000} -> {figure(by[true]):0.000}");
        string skill = Both(o => 1 - o.Sum(x => x.Brier) / o.Sum(x => x.Climatology)), captured = Both(o => o.Sum(x => x.Saved) / o.Sum(x => x.Possible));
        return $"{family,-8} {days,4}  {skill,-16} {captured,-16} {by[false].Sum(o => o.Missed)} -> {by[true].Sum(o => o.Missed)}";
    }
}
