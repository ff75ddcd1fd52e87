namespace EdgeAgent.Core.Tasks;

/// <summary>Which queues of spooled records may be sent at a state of charge (contract, section 5).</summary>
/// <param name="HighOnlyBelowPct">On battery below this state of charge, percent, only the queue high is sent.</param>
/// <param name="NoLowBelowPct">On battery below this state of charge, percent, the queue low is not sent.</param>
public sealed record SyncQueues(double HighOnlyBelowPct = 30, double NoLowBelowPct = 50)
{
    /// <summary>How often a refused record is sent again.</summary>
    public const int Retries = 3;

    /// <param name="socPct">State of charge, percent; null when unknown, which on battery counts as low.</param>
    /// <returns>The least urgent queue that may be sent.</returns>
    public SyncLevel Lowest(double? socPct, bool onBattery) => (onBattery, socPct) switch
    {
        (false, _) => SyncLevel.Low,
        (true, null) => SyncLevel.High,
        (true, { } pct) when pct < HighOnlyBelowPct => SyncLevel.High,
        (true, { } pct) when pct < NoLowBelowPct => SyncLevel.Normal,
        _ => SyncLevel.Low,
    };
}
