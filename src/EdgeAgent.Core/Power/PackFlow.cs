namespace EdgeAgent.Core.Power;

/// <summary>What one sample says about the flow into or out of the pack.</summary>
/// <param name="Reported">Charge status as the charger or gauge reports it.</param>
/// <param name="CurrentA">Positive into the pack; NaN when not measured.</param>
/// <param name="SocPct">Estimated state of charge, percent; NaN when unknown.</param>
/// <param name="Trend">Sign of the charge's drift over the last minutes: 1 rising, -1 falling, 0 not known.</param>
public readonly record struct PackFlow(ChargeStatus Reported, double CurrentA, double SocPct, int Trend);
