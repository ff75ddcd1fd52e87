namespace EdgeAgent.Core.Forecast;

/// <summary>How fast the state of charge rises while charging and falls otherwise, percent per hour, learned; and where it goes.</summary>
internal sealed class SocRates
{
    private const double MemoryHours = 24;
    private const double MaxRate = 300;
    private const double Z10 = 1.2816; // normal quantile of 0.9
    private const double WindowHours = 4; // correlation time of charging when nothing better is known

    /// <summary>[state]: rate, hours behind it.</summary>
    internal double[] Rate { get; } = [-2, 20];

    internal double[] Hours { get; } = new double[2];

    public void Observe(int state, double hours, double changePct)
    {
        if (hours <= 0 || double.IsNaN(changePct) || Math.Abs(changePct / hours) > MaxRate) return;
        Hours[state] = Math.Min(Hours[state] + hours, MemoryHours);
        Rate[state] += hours / Math.Max(Hours[state], 0.5) * (changePct / hours - Rate[state]);
    }

    /// <summary>Median and tenth and ninetieth percentile per slot, from the chance to charge in each.</summary>
    public void Project(double socPct, double[] pCharging, double[] mid, double[] low, double[] high)
    {
        double soc = socPct, sum = 0, variance = 0;
        for (int k = 0; k < mid.Length; k++)
        {
            mid[k] = soc;
            double t = k / 4.0;
            double deviation = Math.Sqrt(variance * Math.Min(t, WindowHours));
            low[k] = Math.Clamp(soc - Z10 * deviation, 0, 100);
            high[k] = Math.Clamp(soc + Z10 * deviation, 0, 100);
            double p = pCharging[k], span = Rate[1] - Rate[0];
            soc = Math.Clamp(soc + 0.25 * (p * Rate[1] + (1 - p) * Rate[0]), 0, 100);
            variance += 0.25 * p * (1 - p) * span * span;
            sum += p;
        }

        _ = sum;
    }
}
