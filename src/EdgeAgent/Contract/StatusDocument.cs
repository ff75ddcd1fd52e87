namespace EdgeAgent.Contract;

/// <summary>Retained on <c>status</c>; the will is the same with state <c>lost</c>.</summary>
public sealed record StatusDocument : DeviceDocument
{
    public required DevicePresence State { get; init; }

    /// <summary>Number of the connection. A will carries the number of the connection that it was set with.</summary>
    public required long Session { get; init; }

    public string? Reason { get; init; }
    public DateTimeOffset? NextWakeAt { get; init; }
    public required string AgentVersion { get; init; }
    public required IReadOnlyList<string> Caps { get; init; }
    public IReadOnlyList<string> Groups { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public string? Timezone { get; init; }

    /// <summary>Longest time between two documents of this device, s; a longer silence means trouble.</summary>
    public double? IntervalS { get; init; }

    public double? KeepAliveS { get; init; }
}
