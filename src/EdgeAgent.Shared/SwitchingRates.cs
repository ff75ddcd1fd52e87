
namespace EdgeAgent.Shared;

/// <summary>
/// Hourly rates of leaving a state (0 = not charging, 1 = charging) by weekday or weekend and half hour, from counted switches and exposure, shrunk towards the
/// time of day and the whole day (a gamma-Poisson mean); and the chance to leave within a quarter hour. Tables hold
/// [state * <see cref="Cells"/> + weekend * <see cref="CellsPerDay"/> + half hour].
/// </summary>
public static class SwitchingRates
{
    public const int CellsPerDay = 48;
    public const int Cells = 2 * CellsPerDay;

    /// <summary>Switches an hour that no habit exceeds.</summary>
    public const double MaxRate = 20;

    /// <summary>A switch that was never seen in its cell has at least this rate.</summary>
    public const double MinRate = 1e-5;

    // Strength of the priors, in hours of exposure. The optima are flat (README.md of the forecast).
    private const double CellHours = 1.5;
    private const double DayHours = 3;

    /// <summary>Fills the rates of one state, per hour: weekday or weekend cell, from time of day smoothed over its neighbours, from the whole day, from one switch a day.</summary>
    /// <param name="switches">Times that the state was left; <paramref name="exposure"/> hours that it was held. Both 2 * <see cref="Cells"/> long.</param>
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
    /// <param name="pCharging">Now.</param>
    /// <param name="toCharging">Chance to leave state 0 in the step; <paramref name="toBattery"/> state 1.</param>
    public static double Next(double pCharging, double toCharging, double toBattery) =>
        pCharging * (1 - toBattery) + (1 - pCharging) * toCharging;
}
