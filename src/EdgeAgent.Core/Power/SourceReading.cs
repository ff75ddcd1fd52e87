namespace EdgeAgent.Core.Power;

/// <summary>A fresh reading and which source it came from. A source that could not be read is left out of the update.</summary>
/// <param name="Source">Index of the source, from 0 in the order of configuration; earlier ones win where two measure the same.</param>
public readonly record struct SourceReading(int Source, PowerReading Reading);
