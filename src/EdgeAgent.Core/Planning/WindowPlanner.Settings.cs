using EdgeAgent.Core.Forecast;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Planning;

public sealed partial class WindowPlanner
{
    /// <summary>Battery minutes that one hour of waiting is worth.</summary>
    public double WaitCostPerHour { get; init; } = Weighing.WaitCostPerHour;

    /// <summary>What is not left out; for measurements only.</summary>
    public ForecastParts Parts { get; init; } = ForecastParts.All;

    /// <summary>State of charge that no deferrable task may touch, percent.</summary>
    public double ReservePct { get; init; }
}
