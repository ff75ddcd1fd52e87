using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Loop;

namespace EdgeAgent.Control;

/// <summary><c>power</c>, <c>history</c>, <c>sync</c>, <c>discover</c>: what the device knows and repeats.</summary>
internal sealed class DeviceVerbs(StateSource state, PowerHistory history, Outbox outbox, StatusFeed status, DiscoveryAnnouncer announcer, PacketBudget budget, Topics topics)
{
    // Of an answer around its data, a longer topic than our own included.
    private const int EnvelopeBytes = 640;

    public Verdict Power(ControlRequest request, in Timestamp now) => Verdict.Of(StateFit.Fit(state.PowerAnswer(now), budget.For(topics.Reply) - EnvelopeBytes), LinkJson.Wire.PowerData);

    public Verdict History(ControlRequest request, in Timestamp now) => history.Serve(request, now);

    /// <summary>Sends every unacknowledged receipt again, and the snapshot.</summary>
    public Verdict Sync(ControlRequest request, in Timestamp now)
    {
        var (first, last, count) = outbox.Resend();
        status.WantState();
        return Verdict.Of(new SyncData { FirstSeq = first, LastSeq = last, Receipts = count }, LinkJson.Wire.SyncData);
    }

    public Verdict Discover(ControlRequest request, in Timestamp now)
    {
        if (!announcer.IsEnabled) return Verdict.Fail("discover: Mqtt:HomeAssistant:Enabled is false");
        announcer.Announce();
        return default;
    }
}
