namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// A transfer succeeded, but the answer is impossible: all bits one or zero (bus stuck or chip without supply), a wrong
/// identity, a wrong checksum, lost settings.
/// </summary>
public sealed class ImplausibleAnswerException(string message) : IOException(message);
