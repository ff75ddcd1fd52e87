namespace EdgeAgent.Link;

/// <summary>Messages that arrived together. The loop calls exactly one of the two methods.</summary>
public sealed record InboundBatch(IReadOnlyList<InboundMessage> Messages, Action Acknowledge, Action Abandon);
