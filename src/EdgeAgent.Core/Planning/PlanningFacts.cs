using EdgeAgent.Core.Forecast;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Planning;

/// <summary>The facts that are common to all tasks of one plan.</summary>
public sealed record PlanningFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>It charges (is powered) now; false when not known.</summary>
    public required bool IsCharging { get; init; }

    public required ChargeForecast Forecast { get; init; }

    /// <summary>What the panel gives now, W; null where there is none or it is not measured.</summary>
    public double? HarvestW { get; init; }

    /// <summary>Cost of one hour of waiting, in battery minutes.</summary>
    public double WaitCostPerHour { get; init; } = Weighing.WaitCostPerHour;

    /// <summary>Tasks that may run at once now.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>The planned starts follow one another; false: the caller assigns the slots of the machine.</summary>
    public bool IsOneAtATime { get; init; } = true;

    /// <summary>State of charge, percent; null when there is no battery or none that is measured.</summary>
    public double? SocPct { get; init; }

    /// <summary>Usable energy of the full battery, Wh; null when not known.</summary>
    public double? CapacityWh { get; init; }

    /// <summary>The reserve, percent: no task starts that would bring the state of charge below it, and a task that may pause does not continue.</summary>
    public double ReservePct { get; init; }

    /// <summary>
    /// Weight of the energy that a task takes from the battery although the site charges, against the plain fact "charging or not".
    /// 0: any charging hour is as good as the sunniest one; 1: only the surplus counts.
    /// </summary>
    public double SurplusWeight { get; init; } = SurplusWeightFor(null);

    /// <summary>The default weight: 1 on a site whose battery is described, elsewhere less, so that charging counts as well.</summary>
    public static double SurplusWeightFor(double? capacityWh) => capacityWh is null ? Weighing.PlainSurplusWeight : 1;
}
