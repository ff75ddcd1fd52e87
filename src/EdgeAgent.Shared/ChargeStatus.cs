namespace EdgeAgent.Shared;

/// <summary>What a charger or gauge says about the flow; contract word of <c>power.charging</c>.</summary>
public enum ChargeStatus
{
    Unknown,
    Charging,
    Discharging,
    Full,
    NotCharging,
}
