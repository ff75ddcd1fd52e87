namespace EdgeAgent.Nano.Boards;

/// <summary>What a start of the firmware follows.</summary>
public enum WakeCause
{
    /// <summary>Power came, or came back.</summary>
    PowerOn,

    /// <summary>The supply sagged below what the processor needs.</summary>
    BrownOut,

    /// <summary>The programmed time was up.</summary>
    Timer,

    /// <summary>A line that was armed: the gauge's alert, a button.</summary>
    Alarm,

    /// <summary>The watchdog, an exception or a deployment.</summary>
    Reset,
}
