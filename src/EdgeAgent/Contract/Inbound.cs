namespace EdgeAgent.Contract;

/// <param name="Verb">Of a control message; empty otherwise.</param>
/// <param name="IsGroup">It arrived on a group's topic.</param>
public readonly record struct Inbound(InboundKind Kind, string Verb = "", bool IsGroup = false);
