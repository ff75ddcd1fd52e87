namespace EdgeAgent.Core.Tasks;

/// <summary>Why the planner placed a task where it did; shown by <c>plan</c> and <c>why</c>.</summary>
public enum PlacementReason
{
    /// <summary>It charges now and the window is expected to be long enough.</summary>
    ChargingNow,

    /// <summary>A charging window is expected at the planned start.</summary>
    ExpectedWindow,

    /// <summary>External power is there before; by the planned start it will have charged the battery to what the rules ask.</summary>
    ChargingUp,

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
