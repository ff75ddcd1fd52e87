namespace EdgeAgent.Shared;

/// <summary>Charge status as a charger or gauge reports it; contract word of <c>power.charging</c>.</summary>
public enum ChargeStatus
{
    Unknown,
    Charging,
    Discharging,
    Full,
    NotCharging,
}
