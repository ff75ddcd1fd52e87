using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>An event whose consequences must be durable, with the time at which it happened: a later try counts from there.</summary>
/// <param name="Connection">Number of the connection that a batch came from; it can be acknowledged on no other.</param>
internal sealed record HeldEvent(AgentEvent Event, Timestamp At, int Connection)
{
    /// <summary>Messages of a batch that were served without the store, by reference.</summary>
    public HashSet<InboundMessage> Served { get; } = new(ReferenceEqualityComparer.Instance);
}
