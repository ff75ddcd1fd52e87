using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>Direction and slope of the state of charge, updated every ten minutes.</summary>
internal sealed class ChargeTrend
{
    // Change in ten minutes as a share of the capacity. A battery discharges far more slowly than it charges.
    private const double Rise = 0.01;
    private const double Fall = -0.003;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private double _soc = double.NaN;
    private long _sinceMs;

    /// <summary>1 rising, -1 falling, 0 not known.</summary>
    public int Direction { get; private set; }

    /// <summary>Change over the last period as a share of the capacity per hour; NaN until known.</summary>
    public double SlopePerHour { get; private set; } = double.NaN;

    /// <param name="soc">State of charge, 0 to 1.</param>
    public void Observe(double soc, in Timestamp now)
    {
        if (double.IsNaN(_soc))
        {
            Begin(soc, now);
            return;
        }

        TimeSpan span = now.Since(_sinceMs);
        if (span < Period) return;
        double moved = soc - _soc;
        SlopePerHour = moved / span.TotalHours;
        Direction = moved switch { > Rise => 1, < Fall => -1, _ => 0 };
        Begin(soc, now);
    }

    private void Begin(double soc, in Timestamp now) => (_soc, _sinceMs) = (soc, now.DeviceTimeMs);
}
