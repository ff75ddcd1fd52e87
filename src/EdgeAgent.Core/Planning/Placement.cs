namespace EdgeAgent.Core.Planning;

/// <summary>
/// What the window planner needs to know of a task that every hard rule already lets run (no prerequisite, hold, quota or
/// constraint in the way other than charging itself). Plain values.
/// </summary>
public readonly record struct PlannableTask
{
    /// <summary>Position in the caller's list; returned in <see cref="Placement.Index"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Names the task from plan to plan, for the <see cref="TrustAccount"/>; null: not booked there.</summary>
    public string? Key { get; init; }

    /// <summary>When the task became able to run; waiting cost counts from here.</summary>
    public required DateTimeOffset ReleaseAt { get; init; }

    /// <summary>Latest finish; null without a deadline.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Run time that is still needed: median.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Run time that nine of ten runs stay below.</summary>
    public required TimeSpan DurationP90 { get; init; }

    /// <summary>Power above idle while it runs, W.</summary>
    public required double PowerW { get; init; }

    public required TaskClass Class { get; init; }
    public required Tasks.Preemption Preemption { get; init; }
    public Tasks.TaskPriority Priority { get; init; }

    /// <summary>A worker exists (running or frozen).</summary>
    public bool IsStarted { get; init; }
}

/// <summary>Why the planner placed a task where it did; shown by <c>plan</c> and <c>why</c>.</summary>
public enum PlacementReason
{
    /// <summary>It charges now and the window is expected to be long enough.</summary>
    ChargingNow,

    /// <summary>A charging window is expected at the planned start.</summary>
    ExpectedWindow,

    /// <summary>More surplus is expected at the planned start than now.</summary>
    RicherWindow,

    /// <summary>The present window is expected to end before the task would; a later one fits.</summary>
    WindowTooShort,

    /// <summary>Another task uses the window first.</summary>
    QueuedBehind,

    /// <summary>Waiting costs more than the battery energy that it may save.</summary>
    WaitingNotWorth,

    /// <summary>Latest start that still meets the deadline.</summary>
    LastMoment,

    /// <summary>State of charge would fall below the reserve.</summary>
    ReserveTooLow,

    /// <summary>Nothing is known of charging: the hour of day with the least activity.</summary>
    QuietestHour,
}

/// <summary>Where the planner puts one task. <see cref="RunNow"/> false for a started task means: freeze it.</summary>
public readonly record struct Placement(int Index, bool RunNow, DateTimeOffset PlannedStart, DateTimeOffset PlannedEnd, PlacementReason Reason);
