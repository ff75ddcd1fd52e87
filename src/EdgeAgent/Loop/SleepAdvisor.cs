using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>Asks <see cref="SleepRule"/> with what the agent knows now, and brings that up to date after a sleep.</summary>
internal sealed class SleepAdvisor(
    SleepSettings settings, PowerView power, TaskBook book, TaskPlanning planning, BrokerPresence presence, StatusFeed status, HoldBook holds,
    LearnedState learned, IMachine machine)
{
    /// <summary>A new sample is awaited; what is known is of before a sleep.</summary>
    public bool AwaitsSample => power.AwaitsSample;

    /// <param name="attendedMs">Device time at which somebody last spoke to the device.</param>
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

    /// <summary>After a sleep: what was measured is old, and the sensors' timers stood still.</summary>
    public void Refresh(in Timestamp now)
    {
        learned.Charge.Slept();
        power.AwaitSample(now);
        machine.Resample();
    }
}
