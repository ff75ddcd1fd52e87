using EdgeAgent.Contract;
using EdgeAgent.Link;

namespace EdgeAgent.Control;

/// <summary>Space for the data of an answer on this connection.</summary>
internal sealed class ReplySpace(PacketBudget budget, Topics topics)
{
    // Bytes of an answer besides its data, with margin for a long topic.
    private const int EnvelopeBytes = 640;

    public long DataBytes => budget.For(topics.Reply) - EnvelopeBytes;
}
