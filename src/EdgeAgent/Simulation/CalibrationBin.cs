namespace EdgeAgent.Simulation;

/// <summary>How often something near a probability was said, what was said on average, and how often it came true.</summary>
public readonly record struct CalibrationBin(int Count, double MeanP, double Rate);
