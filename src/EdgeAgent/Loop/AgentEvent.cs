using EdgeAgent.Execution;
using EdgeAgent.Link;
using EdgeAgent.Sensors;

namespace EdgeAgent.Loop;

/// <summary>Everything that reaches the agent's loop. A closed set; each is a value that any thread may post.</summary>
public abstract record AgentEvent
{
    private AgentEvent()
    {
    }

    /// <summary>Messages arrived; they are acknowledged after their commit.</summary>
    public sealed record Arrived(InboundBatch Batch) : AgentEvent;

    public sealed record Connected(LinkFacts Facts) : AgentEvent;

    /// <param name="Alert">Word of <c>alerts</c> when the owner should act; null otherwise.</param>
    public sealed record Disconnected(string Reason, string? Alert) : AgentEvent;

    /// <summary>A publish with a token ended.</summary>
    public sealed record Published(long Token, bool IsSuccess, string Outcome) : AgentEvent;

    public sealed record LinkNotice(string Text, string? Alert) : AgentEvent;

    public sealed record Sampled(PowerSnapshot Snapshot) : AgentEvent;

    public sealed record RunStarted(string TaskId, int Attempt) : AgentEvent;

    public sealed record RunProgress(string TaskId, int Attempt, double? Pct, string? Message, string? Checkpoint) : AgentEvent;

    /// <summary>An ended attempt has left processes behind, or those have ended.</summary>
    public sealed record RunStuck(string TaskId, int Attempt, bool IsStuck) : AgentEvent;

    public sealed record RunExited(string TaskId, int Attempt, RunOutcome Outcome) : AgentEvent;

    /// <summary>The machine slept because of <see cref="Agent.SleepUntilMs"/> and is awake again; or it could not sleep, with the reason in <paramref name="Fault"/>.</summary>
    public sealed record Woke(string? Fault) : AgentEvent;

    /// <summary>The machine was suspended by the agent or by another program, and is awake again.</summary>
    public sealed record MachineSlept : AgentEvent;

    /// <summary>The wall clock was set; the next runs of calendars must be computed again.</summary>
    public sealed record ClockSet : AgentEvent;

    /// <summary>Another program is about to suspend the machine.</summary>
    public sealed record SuspendAnnounced : AgentEvent;

    /// <summary>Shut down: accept no more tasks, stop the running ones, then disconnect.</summary>
    public sealed record ShutdownRequested(string Reason) : AgentEvent;
}
