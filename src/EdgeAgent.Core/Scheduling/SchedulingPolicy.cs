using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Scheduling;

/// <summary>Every number of contract section 5 that the scheduler uses; each one configurable. Percentages 0 to 100.</summary>
public sealed record SchedulingPolicy
{
    public static SchedulingPolicy Default { get; } = new();

    /// <summary>Tasks at once by mode: full, reduced, minimal, critical, suspended.</summary>
    public IReadOnlyList<int> Concurrency { get; init; } = [3, 2, 1, 1, 1];

    /// <summary>Heavy tasks at once on battery.</summary>
    public int HeavyOnBattery { get; init; } = 1;

    /// <summary>A task that is expected to run this long is heavy; so is every one of class <c>charging_only</c>.</summary>
    public TimeSpan HeavyDuration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Charge from which <c>charging_only</c> starts when powered, %.</summary>
    public double ChargingOnlyPct { get; init; } = 80;

    /// <summary>Charge from which it starts when the window will end before <see cref="ChargingOnlyPct"/> is reached, %.</summary>
    public double ShortWindowPct { get; init; } = 30;

    /// <summary>On battery, <c>background</c> starts above this, <c>normal</c> above <see cref="NormalPct"/>; both idle above <see cref="IdlePct"/>.</summary>
    public double BackgroundPct { get; init; } = 50;

    public double NormalPct { get; init; } = 70;

    /// <summary>On battery, nothing that is not critical starts at or below this; no relaxation goes below it.</summary>
    public double IdlePct { get; init; } = 30;

    /// <summary>No task is admitted that is expected to bring the charge below this.</summary>
    public double ReservePct { get; init; } = 20;

    /// <summary>A task that was paused for its own charge limit is thawed this much above it.</summary>
    public double ThawPct { get; init; } = 2;

    /// <summary>Below this only class <c>critical</c> runs at all.</summary>
    public double FloorPct { get; init; } = 15;

    public double MaxMemoryPct { get; init; } = 80;
    public double MaxCpuPct { get; init; } = 70;
    public double MaxDiskPct { get; init; } = 90;
    public double MaxCgroupPct { get; init; } = 85;

    /// <summary>CPU temperature from which nothing non-critical starts and heavy work is paused, °C.</summary>
    public double MaxCpuTemperatureC { get; init; } = 80;

    /// <summary>Above the limit by this, all non-critical work is paused; below it by this, work is thawed, K.</summary>
    public double ThermalBand { get; init; } = 5;

    /// <summary>Own control group's memory from which the least important restartable task is stopped.</summary>
    public double MemoryStopPct { get; init; } = 95;

    /// <summary>Priority is worth this much waiting per level, so a low task waits at most three times this for newer ones.</summary>
    public TimeSpan AgeingStep { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Lead of expedited work over other work; class <c>critical</c> has twice as much.</summary>
    public TimeSpan UrgentLead { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Longest time that the agent keeps a task frozen before it stops the task.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromHours(6);

    /// <summary>All wishes are dropped this long before the latest start, at most a tenth of the task's lifetime.</summary>
    public TimeSpan RelaxMargin { get; init; } = TimeSpan.FromMinutes(15);

    public IReadOnlyList<QuietHours> QuietHours { get; init; } = [];

    /// <summary>Expedited starts per day: critical, normal, background, charging_only.</summary>
    public IReadOnlyList<int> ExpeditedPerDay { get; init; } = [100, 30, 10, 5];

    /// <summary>Starts of one kind per day on battery, against a runaway submitter.</summary>
    public int StartsPerKindPerDay { get; init; } = 5000;

    /// <summary>Assumed run time of a kind of which nothing was learned.</summary>
    public TimeSpan UnknownDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Assumed power of such a kind above idle, W.</summary>
    public double UnknownPowerW { get; init; } = LearnedRuns.UnknownPowerW;

    /// <summary>Battery minutes that an hour of waiting is worth.</summary>
    public double WaitCostPerHour { get; init; } = 0.5;

    /// <summary>
    /// A started or thawed task runs at least this long before the planner may freeze it for a better one; this keeps two tasks of
    /// nearly equal worth from alternating. Rules of power and heat may freeze it earlier.
    /// </summary>
    public TimeSpan PlannerPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most tasks that the window planner places in one pass.</summary>
    public int PlannerLimit { get; init; } = 100;

    /// <summary>The limits that the start rule of the classes uses.</summary>
    public StartLimits StartLimits() => new()
    {
        ChargingOnlyPct = ChargingOnlyPct,
        ShortWindowPct = ShortWindowPct,
        BackgroundPct = BackgroundPct,
        NormalPct = NormalPct,
        IdlePct = IdlePct,
    };

    public int SlotsIn(OperatingMode mode) => Concurrency[(int)mode];
}
