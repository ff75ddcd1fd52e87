namespace EdgeAgent.Fleet.Rules;

/// <summary>What is known about one device from its newest <c>status</c> and <c>state</c>. Null means that it was never reported.</summary>
internal sealed record DeviceFacts(string Id)
{
    /// <summary><c>online</c>, <c>sleeping</c>, <c>offline</c> or <c>lost</c>.</summary>
    public string? Status { get; init; }

    public long? Session { get; init; }
    public string? AgentVersion { get; init; }
    public IReadOnlyList<string> Groups { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<string> Caps { get; init; } = [];
    public string? Mode { get; init; }
    public double? SocPct { get; init; }
    public string? Charging { get; init; }
    public string? Source { get; init; }
    public bool? IsPowered { get; init; }
    public double? CpuTemperatureC { get; init; }
    public string? Network { get; init; }
    public int? Running { get; init; }
    public int? Queued { get; init; }

    /// <summary>Start of slot 0 of <see cref="ChargingProbabilities"/>.</summary>
    public DateTimeOffset? ForecastStart { get; init; }

    /// <summary>Probability of charging, 0 to 1, for each quarter of an hour from <see cref="ForecastStart"/>.</summary>
    public IReadOnlyList<double> ChargingProbabilities { get; init; } = [];

    /// <summary>Confidence of the forecast, 0 to 1.</summary>
    public double? Confidence { get; init; }

    public DateTimeOffset? NextChargeStart { get; init; }

    /// <summary>Time of the newest message, by the controller's clock.</summary>
    public DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Longest time between two documents, as the device announced it.</summary>
    public TimeSpan? Interval { get; init; }

    public DateTimeOffset? NextWakeAt { get; init; }

    /// <summary>Number of receipts that were never received and that the device no longer has.</summary>
    public long ReceiptsMissing { get; init; }
}
