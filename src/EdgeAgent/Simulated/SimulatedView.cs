namespace EdgeAgent.Simulated;

/// <summary>The exact state of the simulated world, which the sensors measure.</summary>
public sealed record SimulatedView(
    double SocPct, double VoltageV, double CurrentA, double TemperatureC, bool ExternalPower, double InputW, double LoadW, TimeSpan TimeOfDay, double Speed, string Fault);
