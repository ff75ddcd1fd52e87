namespace EdgeAgent.Link;

/// <summary>A packet of ours that the broker has not answered.</summary>
/// <param name="Text">Its name and extent, for an operator.</param>
/// <param name="Topic">Of a publish; null for other packets.</param>
/// <param name="PayloadBytes">Of a publish.</param>
internal readonly record struct UnansweredPacket(string Text, string? Topic = null, long PayloadBytes = 0);
