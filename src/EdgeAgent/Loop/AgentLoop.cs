using EdgeAgent.Core.Time;
using EdgeAgent.Sleep;

namespace EdgeAgent.Loop;

/// <summary>
/// The thread of the agent: waits for events or for the agent's next time, and does nothing else. Ends when the agent has said
/// goodbye.
/// </summary>
internal sealed class AgentLoop(Agent agent, Inbox inbox, Func<Timestamp> clock, Watchdog watchdog, IDeviceSleep? sleep)
{
    // Whatever the agent's timers say: a lost wake-up must not silence it for ever.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Once for a process: it collects for all that runs there.</summary>
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
