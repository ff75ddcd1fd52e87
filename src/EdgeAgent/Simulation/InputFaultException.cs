namespace EdgeAgent.Simulation;

/// <summary>A fault in a file that the user gave: one line that names file, row and column.</summary>
public sealed class InputFaultException(string message) : Exception(message);
