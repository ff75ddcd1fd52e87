namespace EdgeAgent.Link;

/// <summary>What arrived together. Exactly one of the two calls is made, from the loop.</summary>
public sealed record InboundBatch(IReadOnlyList<InboundMessage> Messages, Action Acknowledge, Action Abandon);
