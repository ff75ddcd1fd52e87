namespace EdgeAgent.Link;

/// <summary>Further destination of a receipt.</summary>
/// <param name="Topic">Null when it goes to <c>receipt</c> only.</param>
internal readonly record struct Answer(string? Topic, byte[]? Correlation);
