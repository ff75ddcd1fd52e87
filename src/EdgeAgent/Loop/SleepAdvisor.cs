using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>Asks <see cref="SleepRule"/> whether to sleep, with the agent's present state, and refreshes that state after a sleep.</summary>
internal sealed class SleepAdvisor(
    SleepSettings settings, PowerView power, TaskBook book, TaskPlanning planning, BrokerPresence presence, StatusFeed status, HoldBook holds,
    LearnedState learned, IMachine machine)
{
    /// <summary>A new sample is awaited, because the last one is from before a sleep.</summary>
    public bool AwaitsSample => power.AwaitsSample;

    /// <param name="attendedMs">Device time of the last message to the device.</param>
    public SleepDecision Ask(long attendedMs, in Timestamp now) => SleepRule.Decide(
        new SleepInput
        {
            Now = now,
            Power = power.AsOf(now),
            Mode = power.Mode,
            Tasks = book.Unfinished.Values,
            PlanWakeUpMs = planning.DueMs == long.MaxValue ? null : planning.DueMs,
            ReportDueMs = status.ReportDueMs,
            AttendedMs = attendedMs,
            HasUnsaid = presence.IsOnline && !presence.IsQuiet,
            IsHeld = holds.Current.Sleep,
        },
        settings);

    /// <summary>Call after a sleep: the last sample is old, and the sensors' timers did not run.</summary>
    public void Refresh(in Timestamp now)
    {
        learned.Charge.Slept();
        power.AwaitSample(now);
        machine.Resample();
    }
}
