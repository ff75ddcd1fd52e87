using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Controller;

/// <summary>All campaigns and pools. A changed one is staged for the step's commit.</summary>
internal sealed class OrderBook
{
    private readonly FleetStep _step;
    private readonly Dictionary<string, Campaign> _campaigns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pool> _pools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<DeviceFacts, bool>> _selectors = new(StringComparer.Ordinal);

    public OrderBook(FleetStep step)
    {
        _step = step;
        foreach (var campaign in step.Stored.Campaigns()) _campaigns[campaign.Spec.Id] = campaign;
        foreach (var pool in step.Stored.Pools()) _pools[pool.Spec.Id] = pool;
    }

    public IReadOnlyDictionary<string, Campaign> Campaigns => _campaigns;

    public IReadOnlyDictionary<string, Pool> Pools => _pools;

    public Campaign Set(Campaign campaign)
    {
        var before = _campaigns.GetValueOrDefault(campaign.Spec.Id);
        if (ReferenceEquals(before, campaign)) return campaign;
        _step.Writing().Save(campaign, before);
        return _campaigns[campaign.Spec.Id] = campaign;
    }

    public Pool Set(Pool pool)
    {
        var before = _pools.GetValueOrDefault(pool.Spec.Id);
        if (ReferenceEquals(before, pool)) return pool;
        _step.Writing().Save(pool, before);
        return _pools[pool.Spec.Id] = pool;
    }

    public Campaign Apply(Campaign campaign, CampaignEvent happened) => Set(CampaignRules.Apply(campaign, happened, _step.Now));

    public Pool Apply(Pool pool, PoolEvent happened) => Set(PoolRules.Apply(pool, happened, _step.Now));

    /// <summary>Adds the device to the continuous campaigns that select it. To be called when its facts have changed.</summary>
    public void Join(DeviceFacts facts)
    {
        foreach (var campaign in _campaigns.Values.Where(c => c.Spec.IsContinuous && !c.HasEnded && !c.Targets.ContainsKey(facts.Id)).ToList())
        {
            if (Selects(campaign.Spec)(facts)) Apply(campaign, new CampaignEvent.Joined(facts.Id));
        }
    }

    /// <summary>The device has reported a status of the task of an order.</summary>
    public void Report(string device, string task, Outcome outcome, string? reason)
    {
        if (TaskIds.OrderOf(task) is not { } order) return;
        if (_campaigns.TryGetValue(order, out var campaign)) Apply(campaign, new CampaignEvent.Reported(device, task, outcome, reason));
        else if (_pools.TryGetValue(order, out var pool)) Apply(pool, new PoolEvent.Reported(device, task, outcome, reason));
    }

    /// <summary>The device does not know the task of an order.</summary>
    public void ReportUnknown(string device, string task)
    {
        if (TaskIds.OrderOf(task) is not { } order) return;
        if (_campaigns.TryGetValue(order, out var campaign)) Apply(campaign, new CampaignEvent.Unknown(device, task));
        else if (_pools.TryGetValue(order, out var pool)) Apply(pool, new PoolEvent.Unknown(device, task));
    }

    private Func<DeviceFacts, bool> Selects(CampaignSpec spec)
    {
        if (_selectors.TryGetValue(spec.Id, out var known)) return known;
        return _selectors[spec.Id] = spec.Select.Compile();
    }
}
