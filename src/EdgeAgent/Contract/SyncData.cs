namespace EdgeAgent.Contract;

/// <summary><c>data</c> of <c>sync</c>.</summary>
public sealed record SyncData
{
    /// <summary>Receipts that are sent again, the first and the last number.</summary>
    public long FirstSeq { get; init; }

    public long LastSeq { get; init; }
    public int Receipts { get; init; }
}
