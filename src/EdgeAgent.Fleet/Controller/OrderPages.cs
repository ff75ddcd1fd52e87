using System.Text.Json;
using EdgeAgent.Fleet.Orders;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>
/// Publishes what a page shows without a request: a retained document for each running order, and for the newest others up to a hundred in all. It is
/// published once in each run of the controller, again when the order has changed, at most once a second, and each minute while the order runs.
/// </summary>
internal sealed class OrderPages(FleetStep step, FleetTopics topics, OrderBook orders)
{
    private const int MostShown = 100;
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(1);
    // The number of silent devices changes without a change of the order.
    private static readonly TimeSpan ShowAgain = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (object? Order, DateTimeOffset At)> _shown = new(StringComparer.Ordinal);
    private int _ordersCounted;

    public void Show()
    {
        if (_ordersCounted != orders.Campaigns.Count + orders.Pools.Count) ChooseShown();
        foreach (string id in _shown.Keys.ToList())
        {
            if (orders.Campaigns.TryGetValue(id, out var campaign)) Show(id, campaign, campaign.HasEnded, () => OrderViews.Document(campaign, step.Now));
            else if (orders.Pools.TryGetValue(id, out var pool)) Show(id, pool, pool.HasEnded, () => OrderViews.Document(pool, step.Now));
        }
    }

    private void Show(string id, object order, bool hasEnded, Func<OrderDocument> document)
    {
        var (shown, at) = _shown[id];
        var since = step.Now - at;
        bool isNew = !ReferenceEquals(shown, order);
        if (isNew && since < ShowEvery) return;
        if (!isNew && (hasEnded || since < ShowAgain)) return;
        _shown[id] = (order, step.Now);
        step.Publish(new OutboundMessage(topics.Order(id), JsonSerializer.SerializeToUtf8Bytes(document(), OrderJson.Wire.OrderDocument), IsRetained: true));
    }

    private void ChooseShown()
    {
        var all = orders.Campaigns.Values.Select(c => (c.Spec.Id, c.HasEnded, c.StartedAt)).Concat(orders.Pools.Values.Select(p => (p.Spec.Id, p.HasEnded, p.StartedAt))).ToList();
        var byAge = all.OrderBy(o => o.HasEnded).ThenByDescending(o => o.StartedAt).Select(o => o.Id).ToList();
        int count = Math.Max(MostShown, all.Count(o => !o.HasEnded));
        // At the start the broker may still retain documents of the previous run that are no longer shown.
        var dropped = _ordersCounted == 0 ? byAge.Skip(count).Take(MostShown) : _shown.Keys.Except(byAge.Take(count), StringComparer.Ordinal);
        foreach (string id in dropped.ToList())
        {
            _shown.Remove(id);
            step.Publish(new OutboundMessage(topics.Order(id), [], IsRetained: true));
        }

        foreach (string id in byAge.Take(count)) _shown.TryAdd(id, (null, DateTimeOffset.MinValue));
        _ordersCounted = byAge.Count;
    }
}
