namespace EdgeAgent.Core.Scheduling;

/// <summary>When the device may sleep.</summary>
public sealed record SleepSettings
{
    /// <summary>Shortest sleep: a shorter one costs more for disconnecting, suspending and connecting than it saves.</summary>
    public TimeSpan Least { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest sleep: a sleeping device gets no messages and notices no charger, so it wakes up at least this often.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The device wakes up this long before planned work, so that the network is ready.</summary>
    public TimeSpan Lead { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The device stays awake this long after a wake-up, a connection or a message, to receive what the broker kept and to answer people.</summary>
    public TimeSpan StayAwake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The device sleeps in this mode and in lower ones.</summary>
    public OperatingMode FromMode { get; init; } = OperatingMode.Full;
}
