namespace EdgeAgent.Core.Tasks;

/// <summary>Why the planner chose a task's start time; <c>plan</c> and <c>why</c> show it.</summary>
public enum PlacementReason
{
    /// <summary>The device charges now, and the charging window is expected to be long enough.</summary>
    ChargingNow,

    /// <summary>A charging window is expected at the planned start.</summary>
    ExpectedWindow,

    /// <summary>The device charges before the planned start; by then the battery is expected to reach the required state of charge.</summary>
    ChargingUp,

    /// <summary>More surplus is expected at the planned start than now.</summary>
    RicherWindow,

    /// <summary>The present charging window is expected to end before the task ends; a later one is long enough.</summary>
    WindowTooShort,

    /// <summary>Another task uses the charging window first.</summary>
    QueuedBehind,

    /// <summary>Waiting is expected to cost more than the battery energy that it saves.</summary>
    WaitingNotWorth,

    /// <summary>The latest start that still meets the deadline.</summary>
    LastMoment,

    /// <summary>An earlier start would take the state of charge below the reserve.</summary>
    ReserveTooLow,

    /// <summary>Charging cannot be forecast; the planned start is in the hour of day with the least activity.</summary>
    QuietestHour,
}
