using EdgeAgent.Contract;
using EdgeAgent.Link;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>The parts that <see cref="StateSource"/> reads.</summary>
internal sealed record StateParts
{
    public required DocumentHeader Header { get; init; }
    public required PowerView Power { get; init; }
    public required HoldBook Holds { get; init; }
    public required TaskBook Book { get; init; }
    public required LearnedState Learned { get; init; }
    public required PowerOutlook Outlook { get; init; }
    public required Counters Counters { get; init; }
    public required AlertSet Alerts { get; init; }
    public required Advice Advice { get; init; }
    public required BrokerPresence Presence { get; init; }
    public required StatusFeed Status { get; init; }
    public required Outbox Outbox { get; init; }
    public required IMachine Machine { get; init; }
}
