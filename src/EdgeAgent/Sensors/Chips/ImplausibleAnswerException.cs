namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// A transfer went through but what came back cannot be true: all bits one or zero (bus stuck or chip unpowered), a wrong
/// identity, a failed checksum, settings lost.
/// </summary>
public sealed class ImplausibleAnswerException(string message) : IOException(message);
