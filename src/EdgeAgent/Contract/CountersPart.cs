namespace EdgeAgent.Contract;

public sealed record CountersPart
{
    public long TasksAccepted { get; init; }
    public long TasksRejected { get; init; }
    public long TasksSucceeded { get; init; }
    public long TasksFailed { get; init; }
    public long TasksTimedOut { get; init; }
    public long TasksCanceled { get; init; }
    public long TasksRemoved { get; init; }
    public double? SuccessRatePct { get; init; }
    public double? MeanRunS { get; init; }
    public double? MemoryTrendPctPerDay { get; init; }

    /// <summary>What a run of each kind takes, the dearest first; at most ten.</summary>
    public IReadOnlyList<KindPart> Kinds { get; init; } = [];

    public double EnergyOnBatteryMwh { get; init; }
    public double EnergyOnExternalMwh { get; init; }
    public long BytesWrittenToday { get; init; }
    public double? WakeupsPerHour { get; init; }

    /// <summary>How often the agent put the device to sleep.</summary>
    public long Sleeps { get; init; }

    /// <summary>Time that the machine has slept since its start, also when another program suspended it.</summary>
    public double SleptS { get; init; }

    /// <summary>Measured values that were rejected as implausible since the agent's start.</summary>
    public long ValuesRejected { get; init; }

    public long TelemetryDropped { get; init; }
    public int OutboxItems { get; init; }
    public long OutboxBytes { get; init; }
    public long MemoryBytes { get; init; }
}
