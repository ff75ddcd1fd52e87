namespace EdgeAgent.Core.Forecast;

/// <summary>Learned slopes of the charge, percent per hour; null while nothing was seen.</summary>
/// <param name="Battery">On battery.</param>
/// <param name="Charging">While charging, below <see cref="TopPct"/>.</param>
/// <param name="ChargingTop">While charging, above it, where chargers of lithium cells go over to constant voltage.</param>
/// <param name="BatteryHours">Hours behind <paramref name="Battery"/>, at most 24.</param>
/// <param name="ChargingHours">Hours behind <paramref name="Charging"/>, at most 24.</param>
public readonly record struct SocSlopes(double? Battery, double? Charging, double? ChargingTop, double BatteryHours, double ChargingHours)
{
    /// <summary>From here up charging is slower, percent.</summary>
    public const double TopPct = 80;
}
