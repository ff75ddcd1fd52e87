
namespace EdgeAgent.Shared;

/// <summary>
/// State of charge and how sure it is: a one-state Kalman filter. Coulombs move it, gauge and rest voltage correct it. The errors of both
/// corrections last (a wrong curve stays wrong), so a correction counts in proportion to the time that it held, not to the number of samples.
/// </summary>
public sealed class SocFilter
{
    // A correction farther off than this many standard deviations is not noise.
    private const double Gate = 4;

    private const double SmallestVariance = 0.005 * 0.005;
    private const double LargestVariance = 0.5 * 0.5;

    // Without a current the charge may have gone anywhere: one standard deviation of 15 points in an hour, growing with the root of time.
    private const double WanderPerHour = 0.15;

    /// <summary>0 to 1; NaN until the first evidence.</summary>
    public double Soc { get; private set; } = double.NaN;

    /// <summary>Variance of <see cref="Soc"/>.</summary>
    public double Variance { get; private set; } = LargestVariance;

    public bool IsKnown => !double.IsNaN(Soc);

    public void Set(double soc, double variance)
    {
        Soc = Math.Clamp(soc, 0, 1);
        Variance = Math.Clamp(variance, SmallestVariance, LargestVariance);
    }

    public void Forget()
    {
        Soc = double.NaN;
        Variance = LargestVariance;
    }

    /// <summary>Moves by a measured charge, Ah into the pack, over <paramref name="hours"/>.</summary>
    /// <param name="gainError">How wrong the move may be as a share of itself: shunt and capacity.</param>
    public void Count(double ampereHours, double hours, double capacityAh, double gainError)
    {
        if (!IsKnown || capacityAh <= 0) return;
        double moved = ampereHours / capacityAh; // divisor: above 0, asked for before
        double gain = gainError * moved;
        double offset = 0.004 * hours; // offset of the current channel: 0.4 % of the capacity in an hour
        Set(Soc + moved, Variance + gain * gain + 2 * Math.Sqrt(Variance) * (Math.Abs(gain) + offset) * 0.1 + offset * offset);
    }

    /// <summary>Lets certainty fade over a time in which nothing measured the current.</summary>
    public void Wander(double hours)
    {
        if (IsKnown && 0 < hours) Set(Soc, Variance + WanderPerHour * WanderPerHour * hours);
    }

    /// <summary>Whether a value with this standard deviation could describe the same pack.</summary>
    public bool Agrees(double soc, double deviation)
    {
        double off = soc - Soc;
        return off * off <= Gate * Gate * (Variance + deviation * deviation);
    }

    /// <summary>Corrects by evidence whose error changes over <paramref name="correlationSeconds"/> and which held for <paramref name="heldSeconds"/>.</summary>
    public void Correct(double soc, double deviation, double heldSeconds, double correlationSeconds)
    {
        if (!IsKnown)
        {
            Set(soc, deviation * deviation);
            return;
        }

        // divisor: at least 0.1 s
        double noise = deviation * deviation * Math.Max(1, correlationSeconds / Math.Max(heldSeconds, 0.1));
        double share = Variance / (Variance + noise); // divisor: the variance has a least value
        Set(Soc + share * (soc - Soc), (1 - share) * Variance);
    }
}
