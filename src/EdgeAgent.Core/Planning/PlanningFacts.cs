using EdgeAgent.Core.Forecast;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Planning;

/// <summary>What holds for all tasks of one plan.</summary>
public sealed record PlanningFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>It charges (is powered) now; false when not known.</summary>
    public required bool IsCharging { get; init; }

    public required ChargeForecast Forecast { get; init; }

    /// <summary>What the panel gives now, W; null where there is none or it is not measured.</summary>
    public double? HarvestW { get; init; }

    /// <summary>Battery minutes that one hour of waiting is worth.</summary>
    public double WaitCostPerHour { get; init; } = Weighing.WaitCostPerHour;

    /// <summary>Tasks that may run at once now.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>The planned starts follow one another; false: who asks gives out the slots of the machine himself.</summary>
    public bool IsOneAtATime { get; init; } = true;

    /// <summary>State of charge, percent; null when there is no battery or none that is measured.</summary>
    public double? SocPct { get; init; }

    /// <summary>Usable energy of the full battery, Wh; null when not known.</summary>
    public double? CapacityWh { get; init; }

    /// <summary>No task starts, or goes on if it may pause, that would bring the state of charge below this, percent.</summary>
    public double ReservePct { get; init; }

    /// <summary>
    /// How much the energy that a task takes from the battery although the site charges counts, against the plain "charging or
    /// not": 0 any charging is as good as the richest hour, 1 only the surplus counts.
    /// </summary>
    public double SurplusWeight { get; init; } = SurplusWeightFor(null);

    /// <summary>A site whose battery is described is planned by energy alone; elsewhere the light of the day counts as well.</summary>
    public static double SurplusWeightFor(double? capacityWh) => capacityWh is null ? Weighing.PlainSurplusWeight : 1;
}
