using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>Serves control messages. The verbs act on the parts of the loop, which stays below them: this interface turns the arrow round.</summary>
internal interface IControlVerbs
{
    /// <summary>A step begins; the answers of the one before are with the link.</summary>
    void StartStep();

    /// <summary>The verb has to wait while the store cannot be written.</summary>
    bool ChangesStore(string verb, InboundMessage message);

    /// <summary>Serves a control message; the answer, to be published once the step is durable.</summary>
    OutboundMessage Answer(string verb, InboundMessage message, in Timestamp now);
}
