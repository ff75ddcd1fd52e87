namespace EdgeAgent.Core.Forecast;

/// <summary>
/// What panel or charger gave in each half hour of the last days, by UTC (a change of the clock must not move the sun), and how
/// today compares: the last hour against the profile, fading with lead (the idea of WCMA). Watts.
/// </summary>
internal sealed class HarvestProfile
{
    public const int Days = SurplusForecast.Points;
    private const double FadeHours = 5;

    // At dawn both numbers are small and their ratio says little.
    private const double FloorW = 1.5;
    private const double MinMeanW = 0.5;
    private const double RecentHours = 0.75;

    // [half hour * Days + day % Days], W; NaN = not known.
    internal double[] Power { get; } = Filled(48 * Days);
    private double _recentW = double.NaN;
    private double _recentMeanW = double.NaN;
    private long _halfHour = long.MinValue;
    private double _sum;
    private double _hours;

    /// <summary>True once any harvest was seen.</summary>
    public bool IsKnown { get; internal set; }

    public void Observe(long utcMin, double hours, double watts)
    {
        long half = LocalClock.FloorDiv(utcMin, 30);
        if (half != _halfHour) Close(half);
        if (double.IsNaN(watts)) return;
        _sum += watts * hours;
        _hours += hours;
        IsKnown |= watts > MinMeanW;
        double keep = Math.Exp(-hours / RecentHours);
        double mean = Mean((int)(half % 48));
        if (double.IsNaN(mean)) mean = watts;
        _recentW = double.IsNaN(_recentW) ? watts : _recentW * keep + watts * (1 - keep);
        _recentMeanW = double.IsNaN(_recentMeanW) ? mean : _recentMeanW * keep + mean * (1 - keep);
    }

    private void Close(long next)
    {
        if (_halfHour != long.MinValue && _hours > 0.2)
            Power[(int)(_halfHour % 48) * Days + (int)(_halfHour / 48 % Days)] = _sum / _hours;
        if (next - _halfHour > 4) _recentW = _recentMeanW = double.NaN;
        _halfHour = next;
        _sum = _hours = 0;
    }

    public double Mean(int halfHour)
    {
        double sum = 0;
        int n = 0;
        for (int i = halfHour * Days; i < (halfHour + 1) * Days; i++)
        {
            if (double.IsNaN(Power[i])) continue;
            sum += Power[i];
            n++;
        }

        return n > 0 ? sum / n : double.NaN;
    }

    /// <summary>How today compares to the profile, 0 to 3; 1 at night and when nothing is known.</summary>
    public double Clearness => _recentMeanW > MinMeanW && _recentW >= 0 ? Math.Clamp((_recentW + FloorW) / (_recentMeanW + FloorW), 0, 2) : 1;

    /// <summary>Fills the points of every slot from now on.</summary>
    public void Fill(SurplusForecast forecast, long nowMin)
    {
        double clearness = Clearness;
        bool day = _recentMeanW > MinMeanW;
        for (int k = 0; k < ChargeForecast.Slots; k++)
        {
            long at = nowMin + k * ChargeForecast.SlotMinutes;
            int cell = (int)(LocalClock.FloorDiv(at, 30) % 48);
            double fade = day ? Math.Exp(-k / 4.0 / FadeHours) : 0;
            double mean = Mean(cell), top = 0;
            for (int d = 0; d < Days; d++)
            {
                double h = Power[cell * Days + d];
                if (h > top) top = h;
            }

            double today = Math.Min(clearness * mean, top * 1.05);
            for (int d = 0; d < Days; d++)
            {
                double h = Power[cell * Days + d];
                forecast.HarvestW[k * Days + d] = double.IsNaN(h) ? double.NaN : h * (1 - fade) + today * fade;
            }
        }
    }

    private static double[] Filled(int count)
    {
        var array = new double[count];
        Array.Fill(array, double.NaN);
        return array;
    }
}
