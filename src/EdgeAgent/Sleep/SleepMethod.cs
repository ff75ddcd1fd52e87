namespace EdgeAgent.Sleep;

/// <summary>How the machine is put to sleep; word of <c>Power:Sleep:Method</c>.</summary>
public enum SleepMethod
{
    /// <summary>The kernel suspends; a clock chip wakes the machine.</summary>
    Suspend,

    /// <summary>A configured program does it.</summary>
    Command,

    /// <summary>Simulated; only with <c>Power:Board</c> = <c>simulated</c>, where it is the default.</summary>
    Simulated,
}
