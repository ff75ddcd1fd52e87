namespace EdgeAgent.Link;

/// <summary>The next attempt after the end of an attempt or of a connection.</summary>
/// <param name="Loss">The loss, with the packet that explains it.</param>
/// <param name="Wait">Time until the next attempt.</param>
internal readonly record struct NextAttempt(ConnectionLoss Loss, TimeSpan Wait);
