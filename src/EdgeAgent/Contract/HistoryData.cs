namespace EdgeAgent.Contract;

/// <summary><c>data</c> of <c>history</c>: one sample per rollup, at its end, oldest first.</summary>
public sealed record HistoryData
{
    public required double Hours { get; init; }
    public required IReadOnlyList<TelemetrySample> Samples { get; init; }
}
