namespace EdgeAgent.Link;

/// <summary>A sent packet that the broker has not answered.</summary>
/// <param name="Text">Name and size of the packet, for an operator.</param>
/// <param name="Topic">Topic of a publish; null for other packets.</param>
/// <param name="PayloadBytes">Payload of a publish, bytes; 0 for other packets.</param>
internal readonly record struct UnansweredPacket(string Text, string? Topic = null, long PayloadBytes = 0);
