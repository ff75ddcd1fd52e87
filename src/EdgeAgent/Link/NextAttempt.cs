namespace EdgeAgent.Link;

/// <summary>What follows from the end of an attempt or of a connection.</summary>
/// <param name="Loss">As judged: with the packet that explains it.</param>
/// <param name="Wait">Until the next attempt.</param>
internal readonly record struct NextAttempt(ConnectionLoss Loss, TimeSpan Wait);
