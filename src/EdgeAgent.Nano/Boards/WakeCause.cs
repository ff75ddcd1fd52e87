namespace EdgeAgent.Nano.Boards;

/// <summary>Why the firmware started.</summary>
public enum WakeCause
{
    /// <summary>Power was switched on or returned.</summary>
    PowerOn,

    /// <summary>The supply sagged below what the processor needs.</summary>
    BrownOut,

    /// <summary>The sleep timer ended.</summary>
    Timer,

    /// <summary>An armed line changed: the gauge's alert, a button.</summary>
    Alarm,

    /// <summary>The watchdog, an exception or a deployment.</summary>
    Reset,
}
