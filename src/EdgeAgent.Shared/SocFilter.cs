namespace EdgeAgent.Shared;

/// <summary>
/// State of charge and its variance: a Kalman filter with one state. Counted charge predicts it; gauge and rest voltage correct it. The errors of
/// both corrections are correlated in time (a wrong curve stays wrong), so the weight of a correction depends on how long it held, not on the
/// number of samples.
/// </summary>
public sealed class SocFilter
{
    // A difference of more than this many standard deviations is not noise.
    private const double Gate = 4;

    private const double SmallestVariance = 0.005 * 0.005;
    private const double LargestVariance = 0.5 * 0.5;

    // Standard deviation that an hour without a measured current adds; it grows with the square root of time.
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

    /// <summary>Changes the state by a measured charge, Ah into the pack, over <paramref name="hours"/>.</summary>
    /// <param name="gainError">Relative error of the change, from the shunt and the capacity.</param>
    public void Count(double ampereHours, double hours, double capacityAh, double gainError)
    {
        if (!IsKnown || capacityAh <= 0) return;
        double moved = ampereHours / capacityAh; // divisor: above 0, asked for before
        double gain = gainError * moved;
        double offset = 0.004 * hours; // offset of the current channel: 0.4 % of the capacity in an hour
        Set(Soc + moved, Variance + gain * gain + 2 * Math.Sqrt(Variance) * (Math.Abs(gain) + offset) * 0.1 + offset * offset);
    }

    /// <summary>Raises the variance for a time in which no current was measured.</summary>
    public void Wander(double hours)
    {
        if (IsKnown && 0 < hours) Set(Soc, Variance + WanderPerHour * WanderPerHour * hours);
    }

    /// <summary>Whether a value with this standard deviation is compatible with the state.</summary>
    public bool Agrees(double soc, double deviation)
    {
        double off = soc - Soc;
        return off * off <= Gate * Gate * (Variance + deviation * deviation);
    }

    /// <summary>Corrects the state by evidence that held for <paramref name="heldSeconds"/> and whose error is correlated over <paramref name="correlationSeconds"/>.</summary>
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
