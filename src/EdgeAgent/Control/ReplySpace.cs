using EdgeAgent.Contract;
using EdgeAgent.Link;

namespace EdgeAgent.Control;

/// <summary>How much an answer may hold on this connection.</summary>
internal sealed class ReplySpace(PacketBudget budget, Topics topics)
{
    // Of an answer around its data, a longer topic than our own included.
    private const int EnvelopeBytes = 640;

    public long DataBytes => budget.For(topics.Reply) - EnvelopeBytes;
}
