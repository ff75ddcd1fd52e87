using EdgeAgent.Contract;

namespace EdgeAgent.Fleet.Orders;

/// <summary>
/// Retained on <c>{root}/fleet/order/{id}</c> for a page: the summary of the order, and the devices that matter most. The others are in the
/// answers to <c>campaign_show</c> and <c>pool_show</c>, so that the document stays below 64 KiB whatever the number of devices.
/// </summary>
internal sealed record OrderDocument
{
    public int V { get; init; } = 1;

    public string Device { get; init; } = Topics.Fleet;

    /// <summary>By the controller's clock.</summary>
    public required DateTimeOffset Ts { get; init; }

    public required OrderSummary Sum { get; init; }

    /// <summary>Of a campaign.</summary>
    public IReadOnlyList<StageRow>? Stages { get; init; }

    /// <summary>Of a campaign: those that failed first, then those under way, those that succeeded, and those that wait for their turn.</summary>
    public IReadOnlyList<TargetRow>? Targets { get; init; }

    /// <summary>Of a pool: those that were chosen first, then the offers in their order.</summary>
    public IReadOnlyList<CandidateRow>? Candidates { get; init; }
}
