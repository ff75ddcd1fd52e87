using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>Publishes at the end of a step: receipts in order, task states, the snapshot, and samples together with other messages.</summary>
internal sealed class Publisher(CountingLink link, Outbox outbox, TaskFeed feed, StatusFeed status, StateSource state, PowerView power)
{
    /// <summary>Device time at which there is something to send without an event; <see cref="long.MaxValue"/> for never.</summary>
    public long DueMs => Math.Min(status.DueMs ?? long.MaxValue, outbox.DueMs ?? long.MaxValue);

    public void StartStep() => link.StartStep();

    public void Pump(in Timestamp now)
    {
        var present = now;
        outbox.Pump(now);
        feed.Pump(now);
        status.Pump(new StateOffer(() => state.Document(present), state.Marks(), power.Power.SocPct), link.Sent > 0, now);
    }
}
