namespace EdgeAgent.Contract;

public sealed record TelemetryDocument : DeviceDocument
{
    public required IReadOnlyList<TelemetrySample> Samples { get; init; }
    public long Dropped { get; init; }
    public double? IntervalS { get; init; }
}
