namespace EdgeAgent.Core.Tasks;

/// <summary>Which spooled records may be sent at a state of charge (contract, section 5).</summary>
/// <param name="HighOnlyBelowPct">On battery below this, %: only the queue high.</param>
/// <param name="NoLowBelowPct">On battery below this, %: high and normal.</param>
public sealed record SyncQueues(double HighOnlyBelowPct = 30, double NoLowBelowPct = 50)
{
    /// <summary>Times that a refused record is tried again.</summary>
    public const int Retries = 3;

    /// <param name="socPct">Null when not known: on battery that is taken for little.</param>
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
