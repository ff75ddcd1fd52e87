using System.Text.Json;

namespace EdgeAgent.Contract;

/// <summary>What every document from the device carries (contract, section 3). Null members are left out.</summary>
public abstract record DeviceDocument
{
    public int V { get; init; } = 1;
    public string Device { get; set; } = "";
    public DateTimeOffset Ts { get; set; }

    /// <summary><c>ntp</c>, <c>rtc</c> or <c>unsynced</c>.</summary>
    public string Clock { get; set; } = "";

    public string BootId { get; set; } = "";

    /// <summary>CLOCK_BOOTTIME, ms.</summary>
    public long UpMs { get; set; }
}

/// <summary>Retained on <c>status</c>; the will is the same with state <c>lost</c>.</summary>
public sealed record StatusDocument : DeviceDocument
{
    public required string State { get; init; }

    /// <summary>Number of the connection; the will carries its own connection's.</summary>
    public required long Session { get; init; }

    public string? Reason { get; init; }
    public DateTimeOffset? NextWakeAt { get; init; }
    public required string AgentVersion { get; init; }
    public required IReadOnlyList<string> Caps { get; init; }
    public IReadOnlyList<string> Groups { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public string? Timezone { get; init; }

    /// <summary>At most this long between two documents from this device, s; longer silence means trouble.</summary>
    public double? IntervalS { get; init; }

    public double? KeepAliveS { get; init; }
}

public sealed record PowerPart
{
    public double? SocPct { get; init; }
    public double? VoltageV { get; init; }
    public double? CurrentA { get; init; }
    public double? PowerW { get; init; }
    public double? LoadW { get; init; }
    public double? HarvestW { get; init; }
    public double? TemperatureC { get; init; }
    public required string Source { get; init; }
    public required string Charging { get; init; }
    public required string Quality { get; init; }
    public double? TimeToEmptyS { get; init; }
    public double? HealthPct { get; init; }

    /// <summary>External power and settled; what the constraint <c>charging</c> means.</summary>
    public bool Powered { get; init; }

    public bool Undervoltage { get; init; }
}

public sealed record SystemPart
{
    public double? CpuPct { get; init; }
    public double? CpuTemperatureC { get; init; }
    public double? MemoryUsedPct { get; init; }
    public double? DiskUsedPct { get; init; }
    public bool Throttled { get; init; }
    public bool Undervoltage { get; init; }
    public bool Idle { get; init; }
    public required string Network { get; init; }
}

public sealed record SensorPart
{
    public required string Name { get; init; }

    /// <summary><c>ok</c>, <c>stale</c> or <c>fault</c>.</summary>
    public required string Quality { get; init; }

    public double? AgeS { get; init; }
    public string? Fault { get; init; }
    public long? Rejected { get; init; }
}

public sealed record ForecastPart
{
    /// <summary>Start of slot 0 of the arrays.</summary>
    public required DateTimeOffset Start { get; init; }

    public int SlotS { get; init; } = 900;
    public DateTimeOffset? NextChargeStart { get; init; }
    public DateTimeOffset? NextChargeEnd { get; init; }
    public required double Confidence { get; init; }

    /// <summary>When the hour of day with the least processor use comes round.</summary>
    public DateTimeOffset? QuietestAt { get; init; }

    public required IReadOnlyList<double> PCharging { get; init; }
    public IReadOnlyList<double>? SocPct { get; init; }
    public IReadOnlyList<double>? SocPctLow { get; init; }
    public IReadOnlyList<double>? SocPctHigh { get; init; }

    /// <summary>7 rows (Monday first) of 24 hourly means of what was learned, in the device's zone; in the answer to <c>power</c> only.</summary>
    public IReadOnlyList<IReadOnlyList<double?>>? Week { get; init; }

    public double? BrierSkill { get; init; }
    public double? CalibrationError { get; init; }
}

/// <summary>Tasks by phase; the finished ones since the store was made.</summary>
public sealed record QueuePart
{
    public int Blocked { get; init; }
    public int Scheduled { get; init; }
    public int Waiting { get; init; }
    public int Deferred { get; init; }
    public int Ready { get; init; }
    public int Running { get; init; }
    public int Paused { get; init; }
    public long Succeeded { get; init; }
    public long Failed { get; init; }
}

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

    /// <summary>Time that the machine has slept since its start, whoever sent it to sleep.</summary>
    public double SleptS { get; init; }

    public long TelemetryDropped { get; init; }
    public int OutboxItems { get; init; }
    public long OutboxBytes { get; init; }
    public long MemoryBytes { get; init; }
}

/// <summary>Median and ninth decile of a kind's duration, median of its energy above idle.</summary>
public sealed record KindPart(string Kind, double MedianS, double P90S, double EnergyMwh);

public sealed record LimitsPart(int Batch, string Quality, bool Parallel);

/// <summary>Retained on <c>state</c>.</summary>
public sealed record StateDocument : DeviceDocument
{
    public required PowerPart Power { get; init; }
    public required SystemPart System { get; init; }
    public IReadOnlyList<SensorPart> Sensors { get; init; } = [];
    public ForecastPart? Forecast { get; init; }
    public required QueuePart Queue { get; init; }
    /// <summary>What is in force: by charge, or the operator's limit when that is lower.</summary>
    public required string Mode { get; init; }

    /// <summary>Best mode that an operator allows, or <c>auto</c>.</summary>
    public required string Limit { get; init; }

    public required LimitsPart Limits { get; init; }
    public required CountersPart Counters { get; init; }
    public IReadOnlyList<string> Alerts { get; init; } = [];
    public IReadOnlyList<string> Recommendations { get; init; } = [];

    /// <summary>A user holds the whole device.</summary>
    public bool Held { get; init; }

    public double? IntervalS { get; init; }

    /// <summary>In force with the broker, s.</summary>
    public double? KeepAliveS { get; init; }

    public DateTimeOffset? NextWakeAt { get; init; }
}

/// <summary>One moment of a telemetry batch.</summary>
public sealed record TelemetrySample
{
    public required DateTimeOffset Ts { get; init; }
    public double? SocPct { get; init; }
    public double? VoltageV { get; init; }
    public double? CurrentA { get; init; }
    public double? PowerW { get; init; }
    public double? LoadW { get; init; }
    public double? HarvestW { get; init; }
    public double? CpuPct { get; init; }
    public double? CpuTemperatureC { get; init; }
    public double? MemoryUsedPct { get; init; }
    public required string Charging { get; init; }
    public required string Source { get; init; }
    public int Running { get; init; }
}

public sealed record TelemetryDocument : DeviceDocument
{
    public required IReadOnlyList<TelemetrySample> Samples { get; init; }
    public long Dropped { get; init; }
    public double? IntervalS { get; init; }
}

public sealed record WaitPart
{
    public required string Reason { get; init; }
    public required string Current { get; init; }
    public required string Required { get; init; }
    public DateTimeOffset Since { get; init; }
    public DateTimeOffset? EstimatedAt { get; init; }
}

public sealed record ErrorPart(string Category, string Message);

/// <summary>On <c>task/{id}/state</c>, and in the answers to <c>list</c> and <c>show</c>.</summary>
public sealed record TaskStateDocument : DeviceDocument
{
    public required string Id { get; init; }
    public required int Rev { get; init; }
    public required string Status { get; init; }
    public required string Phase { get; init; }
    public string? Reason { get; init; }
    public required int Attempt { get; init; }
    public int? Run { get; init; }
    public double? ProgressPct { get; init; }
    public string? Message { get; init; }
    public DateTimeOffset? PlannedStart { get; init; }
    public string? PlannedReason { get; init; }
    public IReadOnlyList<WaitPart> WaitReasons { get; init; } = [];
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public double? EnergyMwh { get; init; }
    public long? DurationMs { get; init; }
    public int? ExitCode { get; init; }
    public string? Result { get; init; }
    public string? ResultSha256 { get; init; }
    public long? ResultBytes { get; init; }
    public ErrorPart? Error { get; init; }
    public required string Kind { get; init; }
    public required string Class { get; init; }
    public required string Priority { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public DateTimeOffset AcceptedAt { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public bool? UserPaused { get; init; }
}

/// <summary>One receipt: accepted (<c>QUEUED</c>), <c>REJECTED</c>, or a final state.</summary>
public sealed record ReceiptItem
{
    public long Seq { get; init; }

    /// <summary>Null when the document had none that could be read.</summary>
    public string? Id { get; init; }

    public int? Rev { get; init; }
    public required string Status { get; init; }

    /// <summary>Of a rejection: <c>id_conflict</c>, <c>queue_full</c>, or another word with the field: <c>invalid_field: priority: must be …</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a rejection: the same for people, with field and range.</summary>
    public string? Message { get; init; }

    /// <summary>Of the submitted bytes.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset Ts { get; init; }

    /// <summary>The document's own <c>correlation</c>.</summary>
    public JsonElement? Correlation { get; init; }
}

public sealed record ReceiptDocument : DeviceDocument
{
    /// <summary>Of the numbers: while it stays, <c>seq</c> has no gaps and no number stands for two items. Another one: the device's store was lost or went back in time; count anew.</summary>
    public long Epoch { get; init; }

    public required IReadOnlyList<ReceiptItem> Items { get; init; }
}

/// <summary>Answer to a control request.</summary>
public sealed record ReplyDocument : DeviceDocument
{
    public required string Verb { get; init; }
    public JsonElement? Correlation { get; init; }
    public required bool Ok { get; init; }
    public string? Error { get; init; }
    public JsonElement? Data { get; init; }
}
