namespace EdgeAgent.Link;

/// <summary>What a connection has seen.</summary>
/// <param name="LastSentMs">When our last packet went out, boot clock.</param>
/// <param name="HeardBytes">Received so far.</param>
/// <param name="IsPaused">Nothing is read at present; then silence says nothing about the broker.</param>
internal readonly record struct LineActivity(long LastSentMs, long HeardBytes, bool IsPaused);
