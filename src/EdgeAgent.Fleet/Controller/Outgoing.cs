namespace EdgeAgent.Fleet.Controller;

/// <summary>A message to publish at QoS 1, not retained, after the commit that it follows from.</summary>
internal sealed record Outgoing(string Topic, byte[] Payload);
