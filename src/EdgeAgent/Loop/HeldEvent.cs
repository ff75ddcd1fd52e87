using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>An event whose consequences must be durable, with the time at which it happened. A later try uses that time.</summary>
/// <param name="Connection">Number of the connection that a batch came from. It can only be acknowledged on that connection.</param>
internal sealed record HeldEvent(AgentEvent Event, Timestamp At, int Connection)
{
    /// <summary>Messages of a batch that were served without the store, by reference.</summary>
    public HashSet<InboundMessage> Served { get; } = new(ReferenceEqualityComparer.Instance);
}
