namespace EdgeAgent.Core.Scheduling;

/// <summary>When the device may sleep.</summary>
public sealed record SleepSettings
{
    /// <summary>A shorter sleep costs more than it saves: saying goodbye, suspending, connecting anew.</summary>
    public TimeSpan Least { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Nobody reaches a sleeping device, and it sees no charger: it looks round at least this often.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Awake this long before planned work, so that the network is there.</summary>
    public TimeSpan Lead { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Awake this long after a wake-up, a connection, a message: what the broker kept comes in, and people get answers.</summary>
    public TimeSpan StayAwake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sleeps in this mode and in lower ones.</summary>
    public OperatingMode FromMode { get; init; } = OperatingMode.Full;
}
