namespace EdgeAgent.Simulation;

/// <summary>One run of work, [Start, End), s since 1970 UTC.</summary>
public readonly record struct Segment(long StartS, long EndS);
