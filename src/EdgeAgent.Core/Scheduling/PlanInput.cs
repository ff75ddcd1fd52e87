using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>Everything that a plan depends on: equal inputs give equal plans.</summary>
public sealed record PlanInput
{
    /// <summary>Time, power, mode and forecast; what the projection starts from.</summary>
    public required ProjectionInput Present { get; init; }

    /// <summary>All records of the store; finished ones are skipped.</summary>
    public required IReadOnlyList<TaskRecord> Tasks { get; init; }

    /// <summary>Boot in which starts are recorded.</summary>
    public required string BootId { get; init; }

    public SystemState System { get; init; } = SystemState.Unknown;

    /// <summary>Best mode that an operator allows; <c>full</c> means no limit.</summary>
    public OperatingMode Ceiling { get; init; } = OperatingMode.Full;

    /// <summary>The lower of <see cref="Mode"/> and <see cref="Ceiling"/>.</summary>
    public OperatingMode ModeInForce => OperatingModes.Under(Ceiling, Mode);

    /// <summary>Next start of the hour of day with the least activity, "now" during that hour; null while too little was seen.</summary>
    public DateTimeOffset? QuietestAt { get; init; }

    /// <summary>No charging was seen for so long that waiting for it is pointless.</summary>
    public bool NeverCharges { get; init; }
    public Holds Holds { get; init; } = Holds.None;
    public SchedulingPolicy Policy { get; init; } = SchedulingPolicy.Default;
    public TaskPolicy TaskPolicy { get; init; } = TaskPolicy.Default;
    public QuotaLedger Quotas { get; init; } = QuotaLedger.Empty;

    /// <summary>Learned cost of a kind; null when nothing was learned.</summary>
    public Func<string, RunEstimate?> Learned { get; init; } = static _ => null;

    /// <summary>Null: run when charging, else at the last moment.</summary>
    public PlaceTasks? Planner { get; init; }

    /// <summary>Usable energy of the full pack, Wh; null when not known (then no admission by energy).</summary>
    public double? PackWh { get; init; }

    /// <summary>False while the agent shuts down or its workers are not ready: tasks get READY and no further.</summary>
    public bool MayStart { get; init; } = true;

    public Timestamp Now => Present.Now;
    public PowerState Power => Present.Power;
    public OperatingMode Mode => Present.Mode;
    public ChargeForecast? Forecast => Present.Forecast;
}
