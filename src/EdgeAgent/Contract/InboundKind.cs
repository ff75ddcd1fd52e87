namespace EdgeAgent.Contract;

/// <summary>What a received message asks for.</summary>
public enum InboundKind
{
    Submit,
    Control,
    ReceiptAck,
    HomeAssistantStatus,

    /// <summary>Nothing of ours: an old subscription, or our own answer echoed by a 3.1.1 broker.</summary>
    Other,
}
