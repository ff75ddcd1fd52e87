using System.Numerics.Tensors;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Share of time in which a fact holds, per weekday or weekend half hour: exponentially forgotten, shrunk to the time of day and to the running
/// mean. A forecast without skill falls back to it. Used for charging and for idleness.
/// </summary>
internal sealed class OccupancyProfile
{
    internal double[] Held { get; } = new double[96];
    internal double[] Hours { get; } = new double[96];

    public void Observe(int cell, double hours, double share)
    {
        Held[cell] += hours * share;
        Hours[cell] += hours;
    }

    public void AddTo(OccupancyProfile other)
    {
        TensorPrimitives.Add(Held, other.Held, other.Held);
        TensorPrimitives.Add(Hours, other.Hours, other.Hours);
    }

    public void Forget(double days)
    {
        double keep = Math.Pow(0.5, days / Profiles.HalfLifeDays);
        TensorPrimitives.Multiply(Held, keep, Held);
        TensorPrimitives.Multiply(Hours, keep, Hours);
    }

    /// <summary>Hours of exposure that are not forgotten yet.</summary>
    public double HoursSeen() => Hours.Sum();

    /// <summary>The mean, shrunk to <paramref name="prior"/>.</summary>
    public double Mean(double prior) => (Held.Sum() + Profiles.MeanHours * prior) / (Hours.Sum() + Profiles.MeanHours);

    public bool IsSeen(int cell) => Hours[cell] > 0;

    public double At(int cell, double mean) => At(cell, mean, [], 0);

    /// <param name="usual">The prior's share in each cell, which counts as so many hours seen there. Empty when that is 0 hours.</param>
    public double At(int cell, double mean, ReadOnlySpan<double> usual, double usualHours)
    {
        int h = cell % 48;
        double held = 0, hours = 0;
        for (int d = -1; d <= 1; d++)
        {
            double weight = d == 0 ? 1 : 0.5;
            int c = (h + d + 48) % 48;
            held += weight * (Held[c] + Held[c + 48]);
            hours += weight * (Hours[c] + Hours[c + 48] + 2 * usualHours);
            if (usualHours > 0) held += weight * usualHours * (usual[c] + usual[c + 48]);
        }

        double day = (held + Profiles.DayHours * mean) / (hours + Profiles.DayHours);
        double usualHeld = usualHours > 0 ? usualHours * usual[cell] : 0;
        return (Held[cell] + usualHeld + Profiles.CellHours * day) / (Hours[cell] + usualHours + Profiles.CellHours);
    }
}
