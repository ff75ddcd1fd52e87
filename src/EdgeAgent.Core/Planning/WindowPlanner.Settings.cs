using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Planning;

public sealed partial class WindowPlanner
{
    /// <summary>Battery minutes that one hour of waiting is worth.</summary>
    public double WaitCostPerHour { get; init; } = 0.5;

    /// <summary>What is not left out; for measurements only.</summary>
    public ForecastParts Parts { get; init; } = ForecastParts.All;

    /// <summary>State of charge that no deferrable task may touch, percent.</summary>
    public double ReservePct { get; init; }
}
