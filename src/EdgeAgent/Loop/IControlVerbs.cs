using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>Serves control messages. The verbs depend on the loop, so the loop refers to them only through this interface.</summary>
internal interface IControlVerbs
{
    /// <summary>A step begins; the link has the answers of the step before.</summary>
    void StartStep();

    /// <summary>Whether the verb must wait while the store cannot be written.</summary>
    bool ChangesStore(string verb, InboundMessage message);

    /// <summary>Serves a control message and returns the answer, which is published after the step's commit.</summary>
    OutboundMessage Answer(string verb, InboundMessage message, in Timestamp now);
}
