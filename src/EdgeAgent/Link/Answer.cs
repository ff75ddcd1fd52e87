namespace EdgeAgent.Link;

/// <summary>Where a receipt also goes.</summary>
/// <param name="Topic">Null for nowhere else than <c>receipt</c>.</param>
internal readonly record struct Answer(string? Topic, byte[]? Correlation);
