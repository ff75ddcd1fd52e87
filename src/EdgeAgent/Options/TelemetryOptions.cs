namespace EdgeAgent.Options;

/// <summary>Section <c>Telemetry</c>: how often the device speaks by itself.</summary>
public sealed record TelemetryOptions
{
    /// <summary>A sample is kept for telemetry this often.</summary>
    public required TimeSpan SampleEvery { get; init; }

    /// <summary>Samples are sent together this often on external power; on battery they ride along with other traffic.</summary>
    public required TimeSpan PublishEvery { get; init; }

    /// <summary>On battery, samples are sent at the latest after this time.</summary>
    public required TimeSpan PublishEveryOnBattery { get; init; }

    /// <summary><c>state</c> is sent at the latest after this time on external power; four times as long on battery.</summary>
    public required TimeSpan StateEvery { get; init; }

    /// <summary>A change of state of charge by this many percent points is sent at once.</summary>
    public required double SocThresholdPct { get; init; }

    /// <summary>Samples kept while the broker is away; the oldest are dropped and counted.</summary>
    public required int BufferedSamples { get; init; }

    /// <summary>Bytes that receipts may take in the store before no more tasks are taken in.</summary>
    public required long OutboxBytes { get; init; }

    /// <summary>Writes to the medium per day above which learners' states and rollups are written less often.</summary>
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
