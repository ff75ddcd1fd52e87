namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Page-Hinkley test on the squared error of the 6 h forecast: an alarm says that the habit or the clock has changed. One error an hour.
/// </summary>
internal sealed class DriftDetector
{
    private const double MeanHalfLifeHours = 28 * 24;
    private const double Tolerance = 0.08;
    private const double Threshold = 18;
    private const double EnoughHours = 14 * 24;

    /// <summary>Hours seen, running mean of the error, cumulated excess.</summary>
    internal double[] State { get; } = new double[3];

    /// <summary>Takes in one error; true when the excess over the usual error has grown beyond the threshold.</summary>
    public bool Observe(double error)
    {
        State[0] += 1;
        double rate = Math.Max(1 / State[0], 1 / (MeanHalfLifeHours * 1.44));
        State[1] += rate * (error - State[1]);
        if (State[0] < EnoughHours) return false;
        State[2] = Math.Max(0, State[2] + error - State[1] - Tolerance);
        if (State[2] < Threshold) return false;
        State[0] = State[2] = 0;
        return true;
    }
}
