namespace EdgeAgent.Shared;

/// <summary>Learns the rates of the state of charge on battery and on external power, percent per hour, and projects the charge.</summary>
public sealed class SocRates
{
    private const double MemoryHours = 24;
    private const double MaxRate = 300;
    private const double Z10 = 1.2816; // normal quantile of 0.9
    private const double WindowHours = 4; // correlation time of charging when nothing better is known
    private const double SlotHours = 0.25;

    /// <summary>Rates, percent per hour: on battery, on external power.</summary>
    public double[] Rate { get; } = { -2, 20 };

    /// <summary>Observed hours behind each rate, at most 24.</summary>
    public double[] Hours { get; } = new double[2];

    /// <param name="state">1 when the whole span was on external power, 0 when it was on battery.</param>
    /// <param name="hours">Length of the span.</param>
    /// <param name="changePct">Change of the charge in the span, percentage points; NaN when unknown.</param>
    public void Observe(int state, double hours, double changePct)
    {
        if (hours <= 0 || double.IsNaN(changePct)) return;
        double rate = changePct / hours; // divisor: above 0, asked for before
        if (MaxRate < Math.Abs(rate)) return;
        Hours[state] = Math.Min(Hours[state] + hours, MemoryHours);
        Rate[state] += hours / Math.Max(Hours[state], 0.5) * (rate - Rate[state]); // divisor: at least 0.5
    }

    /// <summary>Expected charge at the start of each quarter hour, percent, from the probability of charging in each.</summary>
    public void Project(double socPct, double[] pCharging, double[] into)
    {
        double soc = socPct;
        for (int k = 0; k < into.Length; k++)
        {
            into[k] = soc;
            double p = pCharging[k];
            soc = Math.Clamp(soc + SlotHours * (p * Rate[1] + (1 - p) * Rate[0]), 0, 100);
        }
    }

    /// <summary>10th and 90th percentile around the expectation of <see cref="Project"/>, percent.</summary>
    public void Spread(double[] expected, double[] pCharging, double[] low, double[] high)
    {
        double variance = 0, span = Rate[1] - Rate[0];
        for (int k = 0; k < low.Length; k++)
        {
            double deviation = Math.Sqrt(variance * Math.Min(SlotHours * k, WindowHours));
            low[k] = Math.Clamp(expected[k] - Z10 * deviation, 0, 100);
            high[k] = Math.Clamp(expected[k] + Z10 * deviation, 0, 100);
            double p = pCharging[k];
            variance += SlotHours * p * (1 - p) * span * span;
        }
    }

    /// <summary>Time until the pack is empty at the learned rate on battery, s; NaN when that rate is not learned or not negative.</summary>
    public double SecondsToEmpty(double socPct)
    {
        if (0 < Hours[0] && Rate[0] < 0) return -3600 * socPct / Rate[0]; // divisor: below 0, asked for before
        return double.NaN;
    }
}
