using EdgeAgent.Core.Scheduling;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>The parts that <see cref="TaskPlanning"/> reads and stages into.</summary>
internal sealed record PlanningParts
{
    public required AgentStore Store { get; init; }
    public required StepTransaction Step { get; init; }
    public required TaskBook Book { get; init; }
    public required PowerView Power { get; init; }
    public required HoldBook Holds { get; init; }
    public required LearnedState Learned { get; init; }
    public required BrokerPresence Presence { get; init; }
    public required ShutdownSequence Shutdown { get; init; }
    public required SchedulingPolicy Policy { get; init; }
    public required string BootId { get; init; }

    public required PowerOutlook Outlook { get; init; }

    /// <summary>Usable energy of the full pack, Wh; null when not known.</summary>
    public double? PackWh { get; init; }
}
