using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Loop;

namespace EdgeAgent.Control;

/// <summary>Handlers of <c>power</c>, <c>history</c>, <c>sync</c> and <c>discover</c>.</summary>
internal sealed class DeviceVerbs(StateSource state, PowerHistory history, Outbox outbox, StatusFeed status, DiscoveryAnnouncer announcer, ReplySpace space, AnnouncementVerb announced)
{
    /// <summary>Answers with power state and forecast. The argument <c>announced</c> first replaces the announced hours with and without power.</summary>
    public Verdict Power(ControlRequest request, in Timestamp now)
    {
        if (announced.Take(request, now) is { } fault) return Verdict.Fail(fault);
        return Verdict.Of(StateFit.Fit(state.PowerAnswer(now) with { Announced = announced.Current }, space.DataBytes), LinkJson.Wire.PowerData);
    }

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
