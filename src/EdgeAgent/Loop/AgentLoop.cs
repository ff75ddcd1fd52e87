using EdgeAgent.Core.Time;
using EdgeAgent.Sleep;

namespace EdgeAgent.Loop;

/// <summary>
/// The thread of the agent. It waits for events or for the agent's next time, calls the agent, and ends when the agent is done.
/// </summary>
internal sealed class AgentLoop(Agent agent, Inbox inbox, Func<Timestamp> clock, Watchdog watchdog, IDeviceSleep? sleep)
{
    // Upper limit, so that a lost wake-up does not stop the agent for ever.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Shared by all loops of a process, because a collection affects the whole process.</summary>
    public required MemoryTrim Memory { get; init; }

    public void Run()
    {
        long nextSignMs = 0;
        bool? reportedOnline = null;
        while (!agent.IsDone)
        {
            var now = clock();
            if (watchdog.SignOfLifeEvery is { } every && now.DeviceTimeMs >= nextSignMs)
            {
                watchdog.SignOfLife();
                nextSignMs = now.DeviceTimeMs + (long)every.TotalMilliseconds;
            }

            if (agent.IsOnline != reportedOnline)
            {
                watchdog.Status(agent.StatusLine);
                reportedOnline = agent.IsOnline;
            }

            Memory.Look(now.DeviceTimeMs);
            var wait = Wait(now, watchdog.SignOfLifeEvery is null ? long.MaxValue : nextSignMs);
            var events = inbox.Take(wait);
            now = clock();
            if (events.Count > 0 || now.DeviceTimeMs >= agent.NextWakeUpMs) agent.Handle(events, now);
            if (agent.SleepUntilMs is { } until) inbox.Post(new AgentEvent.Woke(sleep!.Sleep(TimeSpan.FromMilliseconds(until - now.DeviceTimeMs), inbox.AwaitShutdown)));
        }
    }

    private TimeSpan Wait(in Timestamp now, long nextSignMs)
    {
        long due = Math.Min(Memory.DueMs ?? long.MaxValue, Math.Min(agent.NextWakeUpMs, nextSignMs));
        long ms = due - now.DeviceTimeMs;
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, ms));
        return Order.Min(wait, LongestWait);
    }
}
