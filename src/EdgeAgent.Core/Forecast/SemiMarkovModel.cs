using System.Numerics.Tensors;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Two-state semi-Markov chain (0 = not charging, 1 = charging). The rate of leaving state x is
/// base[x][weekday or weekend][half hour] x product of corrections; each correction is a learned ratio of observed to expected
/// switches (a gamma-Poisson mean). All counts are forgotten exponentially. The prior is not forgotten; it outweighs the counts until they have
/// grown. Rates are per hour. Not thread-safe.
/// </summary>
internal sealed class SemiMarkovModel(ChargePrior prior)
{
    private const int Cells = SwitchingRates.Cells;

    /// <summary>The corrections of the hourly rate, each with its number of bins and the events that a bin must outweigh.</summary>
    private static readonly (int Bins, double Events)[] Kinds =
    [
        (DwellTimeBins.Bins, Switching.AgeEvents), // age of the state
        (SwitchLog.LagBins, Switching.DayAgoEvents), // the same switch a day ago
        (SwitchLog.LagBins, Switching.WeekAgoEvents), // the same switch a week ago
        (28, Switching.WeekdayEvents), // day of the week x quarter of the day
        (1, Switching.BusyEvents), // how busy the last 2 days were
        (1, Switching.BusyEvents), // how busy the last 7 days were
    ];

    public const int KindCount = 6;
    private const int FastKind = 4;
    private static readonly int[] Offset = BuildOffsets();
    private static readonly int PerState = Offset[KindCount];

    /// <summary>[state * 96 + weekend * 48 + half hour]</summary>
    internal double[] Switches { get; } = new double[2 * Cells];

    internal double[] Exposure { get; } = new double[2 * Cells];

    /// <summary>[state * PerState + Offset[kind] + bin]: observed and expected switches.</summary>
    internal double[] Seen { get; } = new double[2 * PerState];

    internal double[] Expected { get; } = new double[2 * PerState];

    private readonly SiteMixture _site = new(prior.Kinds);

    // The device's own counts plus the prior.
    private readonly double[] _switches = new double[2 * Cells];
    private readonly double[] _exposure = new double[2 * Cells];
    private readonly double[] _base = new double[2 * Cells];
    private readonly double[] _ratio = new double[2 * PerState];
    private bool _isStale = true;

    /// <summary>
    /// Learns that the chain was in <paramref name="state"/> for a span and then did or did not switch. <paramref name="bins"/> has
    /// the bin of each kind of correction; negative = not known, no correction.
    /// </summary>
    public void Observe(int state, int cell, ReadOnlySpan<int> bins, double hours, bool switched)
    {
        Refresh();
        double all = Correction(state, bins, 0);
        double expected = hours * _base[state * Cells + cell] * all;
        Exposure[state * Cells + cell] += hours * Math.Min(all, Switching.MostExposure);
        for (int kind = 0; kind < KindCount; kind++)
        {
            if (bins[kind] < 0) continue;
            int at = state * PerState + Offset[kind] + bins[kind];
            Expected[at] += expected / _ratio[at];
            if (switched) Seen[at] += 1;
        }

        if (switched) Switches[state * Cells + cell] += 1;
        // The ratios of the last days change even without a switch; they are computed again with the daily forgetting.
        _isStale |= switched || !_site.HasEvidence;
    }

    public void Forget(double days)
    {
        double keep = Math.Pow(0.5, days / Switching.HalfLifeDays);
        Scale(keep);
        for (int x = 0; x < 2; x++)
        {
            for (int i = 0; i < Switching.BusyHalfLifeDays.Length; i++)
            {
                double more = Math.Pow(0.5, days / Switching.BusyHalfLifeDays[i]) / keep;
                int at = x * PerState + Offset[FastKind + i];
                Seen[at] *= more;
                Expected[at] *= more;
            }
        }
    }

    private void Scale(double share)
    {
        foreach (double[] counts in new[] { Switches, Exposure, Seen, Expected }) TensorPrimitives.Multiply(counts, share, counts);
        _isStale = true;
    }

    /// <summary>Rate of leaving a state per hour; the age's correction (kind 0) is left to the caller.</summary>
    public double RateWithoutAge(int state, int cell, ReadOnlySpan<int> bins)
    {
        Refresh();
        return Math.Min(SwitchingRates.MaxRate, _base[state * Cells + cell] * Correction(state, bins, 1));
    }

    public double AgeCorrection(int state, int bin)
    {
        Refresh();
        return bin < 0 ? 1 : _ratio[state * PerState + bin];
    }

    public void Loaded() => _isStale = true;

    private double Correction(int state, ReadOnlySpan<int> bins, int fromKind)
    {
        double all = 1;
        for (int kind = fromKind; kind < KindCount; kind++)
        {
            if (bins[kind] >= 0) all *= _ratio[state * PerState + Offset[kind] + bins[kind]];
        }

        return all;
    }

    private void Refresh()
    {
        if (!_isStale) return;
        _isStale = false;
        _site.Weigh(Switches, Exposure);
        double usualHours = _site.IsEmpty ? 0 : Switching.UsualHours;
        for (int c = 0; c < 2 * Cells; c++)
        {
            _switches[c] = Switches[c] + usualHours * _site.Rate[c];
            _exposure[c] = Exposure[c] + usualHours;
        }

        for (int x = 0; x < 2; x++)
        {
            SwitchingRates.Fill(x, _switches, _exposure, _base);
            for (int kind = 0; kind < KindCount; kind++) RefreshRatios(x, kind);
        }
    }

    private void RefreshRatios(int x, int kind)
    {
        (double low, double high) = kind >= FastKind ? (Switching.LeastBusyRatio, Switching.MostBusyRatio) : (Switching.LeastRatio, Switching.MostRatio);
        for (int bin = 0; bin < Kinds[kind].Bins; bin++)
        {
            int i = x * PerState + Offset[kind] + bin;
            double usual = kind > 0 || _site.IsEmpty ? 1 : _site.Age[x * DwellTimeBins.Bins + bin];
            _ratio[i] = Math.Clamp((Seen[i] + Kinds[kind].Events * usual) / (Expected[i] + Kinds[kind].Events), low, high);
        }
    }

    /// <summary>A panel was seen: the prior of other sites no longer applies.</summary>
    public void HasPanel()
    {
        _isStale |= !_site.HasPanel;
        _site.HasPanel = true;
    }

    /// <summary>The prior for this site; null when it is empty.</summary>
    public SiteMixture? Usual()
    {
        Refresh();
        return _site.IsEmpty ? null : _site;
    }

    /// <summary>Adds these counts to another model.</summary>
    public void AddTo(SemiMarkovModel other)
    {
        TensorPrimitives.Add(Switches, other.Switches, other.Switches);
        TensorPrimitives.Add(Exposure, other.Exposure, other.Exposure);
        TensorPrimitives.Add(Seen, other.Seen, other.Seen);
        TensorPrimitives.Add(Expected, other.Expected, other.Expected);
        other._isStale = true;
    }

    /// <summary>The rates and the correction by age as the prior of a kind of site.</summary>
    public void CopyTo(SiteKind kind)
    {
        Refresh();
        _base.CopyTo(kind.Rate, 0);
        for (int x = 0; x < 2; x++) _ratio.AsSpan(x * PerState, DwellTimeBins.Bins).CopyTo(kind.Age.AsSpan(x * DwellTimeBins.Bins));
    }

    private static int[] BuildOffsets()
    {
        var offset = new int[KindCount + 1];
        for (int i = 0; i < KindCount; i++) offset[i + 1] = offset[i] + Kinds[i].Bins;
        return offset;
    }
}
