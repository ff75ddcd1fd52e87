namespace EdgeAgent.Contract;

/// <summary><c>data</c> of <c>sync</c>.</summary>
public sealed record SyncData
{
    /// <summary>Number of the first receipt that is sent again; 0 when none is.</summary>
    public long FirstSeq { get; init; }

    public long LastSeq { get; init; }
    public int Receipts { get; init; }
}
