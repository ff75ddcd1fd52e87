using System.Text.Json;
using EdgeAgent.Fleet.Orders;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <content>
/// What a page shows without asking: a retained document for each order, of the newest hundred and of those that run. It is said again when the
/// order has changed, at most once a second, and in each run of the controller once.
/// </content>
internal sealed partial class FleetController
{
    private const int MostShown = 100;
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(1);
    // Devices fall silent without a change of the order.
    private static readonly TimeSpan ShowAgain = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (object? Order, DateTimeOffset At)> _shown = new(StringComparer.Ordinal);
    private int _ordersCounted;

    private void ShowOrders()
    {
        if (_ordersCounted != _campaigns.Count + _pools.Count) ChooseShown();
        foreach (var (id, said) in _shown.ToList())
        {
            if (_campaigns.TryGetValue(id, out var campaign)) Show(id, said, campaign, campaign.HasEnded, () => OrderViews.Document(campaign, _now));
            else if (_pools.TryGetValue(id, out var pool)) Show(id, said, pool, pool.HasEnded, () => OrderViews.Document(pool, _now));
        }
    }

    private void Show(string id, (object? Order, DateTimeOffset At) said, object order, bool hasEnded, Func<OrderDocument> document)
    {
        bool isNew = !ReferenceEquals(said.Order, order);
        var since = _now - said.At;
        if (isNew ? since < ShowEvery : hasEnded || since < ShowAgain) return;
        _shown[id] = (order, _now);
        _out.Add(new OutboundMessage(_topics.Order(id), JsonSerializer.SerializeToUtf8Bytes(document(), OrderJson.Wire.OrderDocument), IsRetained: true));
    }

    private void ChooseShown()
    {
        var byAge = _campaigns.Values.Select(c => (c.Spec.Id, c.HasEnded, c.StartedAt)).Concat(_pools.Values.Select(p => (p.Spec.Id, p.HasEnded, p.StartedAt)))
            .OrderBy(o => o.HasEnded).ThenByDescending(o => o.StartedAt).Select(o => o.Id).ToList();
        int count = Math.Max(MostShown, _campaigns.Values.Count(c => !c.HasEnded) + _pools.Values.Count(p => !p.HasEnded));
        // At the start the broker may still have what the run before showed last.
        var dropped = _ordersCounted == 0 ? byAge.Skip(count).Take(MostShown) : _shown.Keys.Except(byAge.Take(count), StringComparer.Ordinal);
        foreach (string id in dropped.ToList())
        {
            _shown.Remove(id);
            _out.Add(new OutboundMessage(_topics.Order(id), [], IsRetained: true));
        }

        foreach (string id in byAge.Take(count)) _shown.TryAdd(id, (null, DateTimeOffset.MinValue));
        _ordersCounted = byAge.Count;
    }
}
