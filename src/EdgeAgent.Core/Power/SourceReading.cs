namespace EdgeAgent.Core.Power;

/// <summary>A fresh reading with its source. A source that could not be read is missing from the update.</summary>
/// <param name="Source">Index of the source, from 0 in the order of the configuration; the earlier one wins when two measure the same value.</param>
public readonly record struct SourceReading(int Source, PowerReading Reading);
