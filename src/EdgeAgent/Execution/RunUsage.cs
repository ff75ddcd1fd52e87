namespace EdgeAgent.Execution;

/// <summary>What a run has used of the machine so far.</summary>
/// <param name="Cpu">Processor time of all its processes.</param>
/// <param name="PeakMemoryBytes">Highest memory use; 0 when not known.</param>
public readonly record struct RunUsage(TimeSpan Cpu, long PeakMemoryBytes);
