namespace EdgeAgent.Contract;

/// <summary>What a received message asks for.</summary>
public enum InboundKind
{
    Submit,
    Control,
    ReceiptAck,
    HomeAssistantStatus,

    /// <summary>Not for the agent: the topic of an old subscription, or the agent's own answer, which a 3.1.1 broker echoes.</summary>
    Other,
}
