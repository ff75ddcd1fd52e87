using System.Globalization;

namespace EdgeAgent.Core.Tasks;

/// <summary>Statistics of the device's runs, and the advice that follows from them.</summary>
/// <param name="MemoryTrendPctPerDay">Slope of memory use over the samples, percentage points per day; null before there are enough.</param>
public sealed record ActivityReport(
    double? SuccessRatePct,
    TimeSpan? MeanRunTime,
    double? MemoryTrendPctPerDay,
    IReadOnlyList<KindCost> Kinds,
    IReadOnlyList<string> Recommendations)
{
    private const int EnoughSamples = 10;

    /// <param name="memory">Samples of memory use (percent) with their device time (ms), oldest first; at least 10 for a trend, 100 are enough.</param>
    public static ActivityReport Make(RunTotals totals, LearnedRuns learned, IReadOnlyList<(long AtMs, double UsedPct)> memory, IEnumerable<TaskRecord> tasks)
    {
        KindCost[] kinds =
        [
            .. learned.Kinds.Select(k => (Kind: k, Cost: learned.Find(k))).Where(k => k.Cost is not null)
                .Select(k => new KindCost(k.Kind, k.Cost!.Value.Duration, k.Cost.Value.DurationP90, k.Cost.Value.EnergyMwh))
                .OrderByDescending(k => k.EnergyMwh).ThenBy(k => k.Kind, StringComparer.Ordinal),
        ];
        double? trend = Trend(memory);
        return new ActivityReport(totals.SuccessRatePct, totals.MeanRunTime, trend, kinds, [.. Advice(totals, trend, kinds, tasks)]);
    }

    private static IEnumerable<string> Advice(RunTotals totals, double? trend, KindCost[] kinds, IEnumerable<TaskRecord> tasks)
    {
        TaskRecord[] all = [.. tasks];
        if (totals.SuccessRatePct < 80 && totals.Succeeded + totals.Failed + totals.TimedOut >= 10)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"only {totals.SuccessRatePct:0} % of runs succeed: look at the errors of failed tasks");
        }

        if (trend > 5) yield return string.Create(CultureInfo.InvariantCulture, $"memory use grows by {trend:0.#} points a day: look for a leak");
        if (kinds is [{ EnergyMwh: > 500 } dear, ..])
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"kind {dear.Kind} takes {dear.EnergyMwh:0} mWh a run: give it class charging_only");
        }

        foreach (TaskRecord task in all.Where(t => t is { Phase: TaskPhase.Failed, Reason: StopReason.Quarantined }).Take(5))
        {
            yield return $"task {task.Id} is quarantined: find out why, then release or clear it";
        }

        int stale = all.Count(t => t.WaitReasons.Any(w => w.Reason == WaitReason.SensorStale));
        if (stale > 0) yield return $"{stale} tasks wait for a power reading: run the doctor, or configure the board as mains";
        int clock = all.Count(t => t.WaitReasons.Any(w => w.Reason == WaitReason.ClockUntrusted));
        if (clock > 0) yield return $"{clock} tasks wait for a trusted clock: give the device network time or a clock chip";
    }

    // Slope of the least-squares line, percentage points per day.
    private static double? Trend(IReadOnlyList<(long AtMs, double UsedPct)> samples)
    {
        if (samples.Count < EnoughSamples) return null;
        double meanT = samples.Average(s => s.AtMs / 86_400_000.0);
        double spread = samples.Sum(s => Math.Pow(s.AtMs / 86_400_000.0 - meanT, 2));
        if (spread == 0) return null;
        return samples.Sum(s => (s.AtMs / 86_400_000.0 - meanT) * s.UsedPct) / spread;
    }
}
