namespace EdgeAgent.Shared;

/// <summary>
/// Hourly rates of leaving a state (0 = not charging, 1 = charging) by weekday or weekend and half hour. They come from counted switches and exposure, shrunk
/// towards the rate of the time of day and of the whole day (a gamma-Poisson mean). Tables hold
/// [state * <see cref="Cells"/> + weekend * <see cref="CellsPerDay"/> + half hour].
/// </summary>
public static class SwitchingRates
{
    public const int CellsPerDay = 48;
    public const int Cells = 2 * CellsPerDay;

    /// <summary>Highest rate, switches per hour.</summary>
    public const double MaxRate = 20;

    /// <summary>Lowest rate, switches per hour; also that of a switch that was never observed.</summary>
    public const double MinRate = 1e-5;

    // Strength of the priors, in hours of exposure. The optima are flat (README.md of the forecast).
    private const double CellHours = 1.5;
    private const double DayHours = 3;

    /// <summary>
    /// Computes the rates of one state, per hour. The prior of a cell is the rate of its time of day, smoothed over the neighbouring half hours; the prior of that is
    /// the rate of the whole day, whose prior is one switch a day.
    /// </summary>
    /// <param name="switches">Number of switches out of the state. Length 2 * <see cref="Cells"/>, as of the other tables.</param>
    /// <param name="exposure">Hours in the state.</param>
    public static void Fill(int state, double[] switches, double[] exposure, double[] rates)
    {
        double k = 0, n = 0;
        for (int c = state * Cells; c < (state + 1) * Cells; c++)
        {
            k += switches[c];
            n += exposure[c];
        }

        double all = (k + 0.5) / (n + 12);
        for (int h = 0; h < CellsPerDay; h++)
        {
            double kh = 0, nh = 0;
            for (int d = -3; d <= 3; d++)
            {
                double weight = 1 - (d < 0 ? -d : d) / 4.0;
                int c = state * Cells + (h + d + CellsPerDay) % CellsPerDay;
                kh += weight * (switches[c] + switches[c + CellsPerDay]);
                nh += weight * (exposure[c] + exposure[c + CellsPerDay]);
            }

            double day = (kh + DayHours * all) / (nh + DayHours);
            for (int c = state * Cells + h; c < (state + 1) * Cells; c += CellsPerDay)
            {
                rates[c] = Math.Min(Math.Max((switches[c] + CellHours * day) / (exposure[c] + CellHours), MinRate), MaxRate);
            }
        }
    }

    /// <summary>
    /// Probability to leave within a step in which <paramref name="expected"/> switches are expected (rate times time, at least 0): 1 - exp(-z), with exp's series
    /// inverted (error below 2 % of the survival up to z = 1.5).
    /// </summary>
    public static double Leave(double expected) => 1 - 1 / (1 + expected * (1 + expected * (0.5 + expected * (1.0 / 6))));

    /// <summary>Probability of charging one step later.</summary>
    /// <param name="pCharging">Probability of charging now.</param>
    /// <param name="toCharging">Probability of leaving state 0 within the step.</param>
    /// <param name="toBattery">Probability of leaving state 1 within the step.</param>
    public static double Next(double pCharging, double toCharging, double toBattery) =>
        pCharging * (1 - toBattery) + (1 - pCharging) * toCharging;
}
