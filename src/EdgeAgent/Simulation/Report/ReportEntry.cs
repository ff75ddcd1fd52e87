namespace EdgeAgent.Simulation;

/// <summary>One trace in the report: the policy that was asked for, both baselines, and the clairvoyant bound when it was asked for.</summary>
public sealed record ReportEntry(SimulationResult Result, SimulationResult RunNow, SimulationResult WhenCharging, double? ClairvoyantCost);
