namespace EdgeAgent.Core.Tasks;

/// <summary>
/// Learns what a run of each kind costs: median and 90th percentile of the duration, median power. It keeps the last
/// <see cref="Window"/> runs of at most <see cref="MaxKinds"/> kinds, so that it adapts to a changed program and its size is bounded.
/// Not thread-safe.
/// </summary>
public sealed class LearnedRuns
{
    /// <summary>Runs that are kept per kind.</summary>
    public const int Window = 32;

    /// <summary>Kinds that are kept; a new kind replaces the one whose last run is the oldest.</summary>
    public const int MaxKinds = 200;

    /// <summary>Power above idle that is assumed for a kind whose energy was never measured, W.</summary>
    public const double UnknownPowerW = 1.5;

    // Runs that are needed before there is an estimate; fewer do not show a spread.
    private const int Enough = 3;

    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private long _clock;

    private sealed class Kind
    {
        public List<double> Seconds { get; } = [];
        public List<double> Watts { get; } = [];
        public long Seen { get; set; }
        public RunEstimate? Estimate { get; set; }
    }

    public IEnumerable<string> Kinds => _kinds.Keys;

    /// <summary>Learns from a run that succeeded. A duration of zero or less is ignored.</summary>
    /// <param name="energyMwh">Energy above idle, mWh; null when nothing measured it.</param>
    public void Note(string kind, TimeSpan duration, double? energyMwh)
    {
        if (duration <= TimeSpan.Zero) return;
        if (!_kinds.TryGetValue(kind, out Kind? k))
        {
            if (_kinds.Count >= MaxKinds) _kinds.Remove(_kinds.MinBy(p => p.Value.Seen).Key);
            _kinds[kind] = k = new Kind();
        }

        k.Seen = ++_clock;
        Push(k.Seconds, duration.TotalSeconds);
        if (energyMwh is { } mwh && double.IsFinite(mwh) && mwh >= 0) Push(k.Watts, mwh / 1000 / duration.TotalHours);
        k.Estimate = EstimateOf(k);
    }

    /// <summary>The estimate of a kind; null until it has three runs.</summary>
    public RunEstimate? Find(string kind)
    {
        if (_kinds.TryGetValue(kind, out Kind? k)) return k.Estimate;
        return null;
    }

    /// <summary>All kept runs, for storage; the kind with the newest run is last.</summary>
    public IReadOnlyList<KindRuns> ToList() => [.. _kinds.OrderBy(p => p.Value.Seen).Select(p => new KindRuns(p.Key, p.Value.Seconds, p.Value.Watts))];

    /// <summary>Restores what <see cref="ToList"/> returned. Ignores negative and non-finite numbers, and kinds and runs beyond the bounds.</summary>
    public static LearnedRuns From(IEnumerable<KindRuns> kinds)
    {
        var learned = new LearnedRuns();
        foreach (KindRuns runs in kinds.Take(MaxKinds))
        {
            var kind = new Kind { Seen = ++learned._clock };
            kind.Seconds.AddRange(Credible(runs.Seconds));
            kind.Watts.AddRange(Credible(runs.Watts));
            kind.Estimate = EstimateOf(kind);
            learned._kinds[runs.Kind] = kind;
        }

        return learned;
    }

    /// <summary>The <paramref name="q"/> quantile by linear interpolation between order statistics.</summary>
    public static double Quantile(IReadOnlyCollection<double> values, double q)
    {
        double[] sorted = [.. values.Order()];
        double at = q * (sorted.Length - 1);
        int low = (int)at;
        if (low + 1 < sorted.Length) return sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]);
        return sorted[low];
    }

    private static RunEstimate? EstimateOf(Kind kind)
    {
        if (kind.Seconds.Count < Enough) return null;
        double power = kind.Watts.Count > 0 ? Quantile(kind.Watts, .5) : UnknownPowerW;
        return new RunEstimate(TimeSpan.FromSeconds(Quantile(kind.Seconds, .5)), TimeSpan.FromSeconds(Quantile(kind.Seconds, .9)), power);
    }

    private static void Push(List<double> values, double value)
    {
        if (values.Count == Window) values.RemoveAt(0);
        values.Add(value);
    }

    private static IEnumerable<double> Credible(IEnumerable<double> values) => values.Where(v => double.IsFinite(v) && v >= 0).TakeLast(Window);
}
