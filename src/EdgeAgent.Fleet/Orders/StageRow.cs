namespace EdgeAgent.Fleet.Orders;

/// <summary>A stage of a campaign, as published.</summary>
internal sealed record StageRow
{
    public int? Count { get; init; }
    public double? Percent { get; init; }
    public required double SuccessPct { get; init; }

    /// <summary>Outcomes of the devices that got the task in this stage.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }
}
