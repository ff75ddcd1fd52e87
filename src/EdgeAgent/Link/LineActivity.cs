namespace EdgeAgent.Link;

/// <summary>Activity of a connection.</summary>
/// <param name="LastSentMs">Boot clock time of the last packet sent.</param>
/// <param name="HeardBytes">Bytes received so far.</param>
/// <param name="IsPaused">Nothing is read at present; then silence proves nothing about the broker.</param>
internal readonly record struct LineActivity(long LastSentMs, long HeardBytes, bool IsPaused);
