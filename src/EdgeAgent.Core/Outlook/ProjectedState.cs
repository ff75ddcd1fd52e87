
namespace EdgeAgent.Core.Outlook;

/// <summary>One moment of a projection.</summary>
/// <param name="After">Time from now.</param>
/// <param name="SocPct">Charge, percent; null when the present one is not known.</param>
/// <param name="IsPowered">There is external power and it has settled.</param>
/// <param name="IsFull">The pack is full on external power.</param>
/// <param name="IsDark">The charge has reached the shutdown level: nothing runs.</param>
public readonly record struct ProjectedState(
    TimeSpan After, double? SocPct, PowerSource Source, bool IsPowered, bool IsFull, bool IsDark, OperatingMode Mode, ChargeStatus Charging);
