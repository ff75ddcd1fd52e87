namespace EdgeAgent.Sleep;

/// <summary>How the machine is put to sleep; word of <c>Power:Sleep:Method</c>.</summary>
public enum SleepMethod
{
    /// <summary>By the kernel, woken by a clock chip.</summary>
    Suspend,

    /// <summary>By a program.</summary>
    Command,

    /// <summary>Only with <c>Power:Board</c> = <c>simulated</c>, and then the default.</summary>
    Simulated,
}
