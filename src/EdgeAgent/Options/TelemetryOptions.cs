namespace EdgeAgent.Options;

/// <summary>Section <c>Telemetry</c>: how often the device publishes without a request.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Time between the samples that are kept for telemetry.</summary>
    public required TimeSpan SampleEvery { get; init; }

    /// <summary>Time between batches of samples on external power. On battery, samples are sent with other messages.</summary>
    public required TimeSpan PublishEvery { get; init; }

    /// <summary>Longest time until samples are sent on battery.</summary>
    public required TimeSpan PublishEveryOnBattery { get; init; }

    /// <summary>Longest time between two <c>state</c> documents on external power; on battery it is four times as long.</summary>
    public required TimeSpan StateEvery { get; init; }

    /// <summary>A change of the state of charge by this many percentage points is published at once.</summary>
    public required double SocThresholdPct { get; init; }

    /// <summary>Samples that are kept without a connection to the broker; older ones are dropped and counted.</summary>
    public required int BufferedSamples { get; init; }

    /// <summary>Bytes of receipts in the store above which no more tasks are accepted.</summary>
    public required long OutboxBytes { get; init; }

    /// <summary>Budget of bytes per day; above it, learned states and rollups are written less often.</summary>
    public required long WriteBudgetBytes { get; init; }

    public static TelemetryOptions Read(ConfigReader reader) => new()
    {
        SampleEvery = reader.Seconds("SampleSeconds", 60, 1, 3600),
        PublishEvery = reader.Seconds("PublishSeconds", 60, 1, 86400),
        PublishEveryOnBattery = reader.Seconds("PublishSecondsOnBattery", 900, 1, 86400),
        StateEvery = reader.Seconds("StateSeconds", 300, 5, 86400),
        SocThresholdPct = reader.Number("SocThresholdPct", 1, 0.1, 100),
        BufferedSamples = reader.Whole("BufferedSamples", 1440, 1, 100_000),
        OutboxBytes = (long)(reader.Number("OutboxMb", 16, 0.1, 4096) * 1024 * 1024),
        WriteBudgetBytes = (long)(reader.Number("WriteBudgetMbPerDay", 100, 1, 1_000_000) * 1024 * 1024),
    };
}
