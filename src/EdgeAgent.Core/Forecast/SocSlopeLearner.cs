namespace EdgeAgent.Core.Forecast;

/// <summary>How fast the state of charge falls on battery and rises while charging, learned. Near its ends it stands still or tapers: that teaches nothing about the rest.</summary>
internal sealed class SocSlopeLearner
{
    private const double MemoryHours = 24;
    private const double MaxRate = 300;
    private const double LeastPct = 1;
    private const double MostPct = 98; // chargers end here

    /// <summary>Percent per hour on battery and while charging.</summary>
    internal double[] Rate { get; } = [-2, 20];

    /// <summary>Hours behind each.</summary>
    internal double[] Hours { get; } = new double[2];

    /// <summary>While charging near the top: percent per hour, hours behind it.</summary>
    internal double[] Top { get; } = [10, 0];

    public SocSlopes Slopes => new(Known(Rate[0], Hours[0]), Known(Rate[1], Hours[1]), Known(Top[0], Top[1]), Hours[0], Hours[1]);

    /// <param name="state">1 charging, 0 not.</param>
    public void Observe(int state, double hours, double fromPct, double toPct)
    {
        double rate = (toPct - fromPct) / hours;
        if (hours <= 0 || double.IsNaN(rate) || Math.Abs(rate) > MaxRate || IsAtEnd(state, fromPct, toPct)) return;
        if (state == 1 && fromPct >= SocSlopes.TopPct) Learn(ref Top[0], ref Top[1], hours, rate);
        else Learn(ref Rate[state], ref Hours[state], hours, rate);
    }

    private static void Learn(ref double mean, ref double seen, double hours, double rate)
    {
        seen = Math.Min(seen + hours, MemoryHours);
        mean += hours / Math.Max(seen, 0.5) * (rate - mean);
    }

    private static bool IsAtEnd(int state, double fromPct, double toPct) => state == 1 ? Math.Max(fromPct, toPct) >= MostPct : Math.Min(fromPct, toPct) <= LeastPct;

    private static double? Known(double rate, double hours) => hours > 0 ? rate : null;
}
