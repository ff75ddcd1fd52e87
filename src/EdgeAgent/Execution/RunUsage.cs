namespace EdgeAgent.Execution;

/// <summary>Resources that a run has used so far.</summary>
/// <param name="Cpu">Processor time of all processes.</param>
/// <param name="PeakMemoryBytes">Highest memory use, bytes; 0 when unknown.</param>
public readonly record struct RunUsage(TimeSpan Cpu, long PeakMemoryBytes);
