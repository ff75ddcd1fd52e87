using EdgeAgent.Core.Forecast;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>The parts of the loop that <see cref="Agent"/> calls in the order of its steps.</summary>
internal sealed record LoopParts
{
    public required AlertSet Alerts { get; init; }
    public required Backlog Backlog { get; init; }
    public required CountingLink Link { get; init; }
    public required TaskBook Book { get; init; }
    public required RunningTasks Runs { get; init; }
    public required StatusFeed Status { get; init; }
    public required StepTransaction Step { get; init; }
    public required PowerView Power { get; init; }
    public required LearnedState Learned { get; init; }
    public required BrokerPresence Presence { get; init; }
    public required ShutdownSequence Shutdown { get; init; }
    public required KeepAlivePolicy KeepAlive { get; init; }
    public required TaskPlanning Planning { get; init; }
    public required WorkerReports Workers { get; init; }
    public required SampleIntake Samples { get; init; }
    public required StoreUpkeep Upkeep { get; init; }
    public required StoreHealth Health { get; init; }
    public required TaskActions Actions { get; init; }
    public required Publisher Publisher { get; init; }
    public required SleepSequence Sleep { get; init; }
    public required DiscoveryAnnouncer Announcer { get; init; }
    public required Receipts Receipts { get; init; }
    public required InboundRouter Inbound { get; init; }
    public required Recovery Recovery { get; init; }
    public required IMachine Machine { get; init; }

    /// <summary>The broker, and the device's name there, for people.</summary>
    public required string Address { get; init; }

    /// <summary>Past samples of a simulated board, from before the store was made; null on real hardware.</summary>
    public IEnumerable<ChargeSample>? SimulatedPast { get; init; }
}
