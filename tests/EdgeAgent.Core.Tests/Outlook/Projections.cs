using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Outlook;

/// <summary>Projections from noon on: of a battery, of a charger, with a forecast.</summary>
internal static class Projections
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public static PowerState Battery(double soc, double rate) => new()
    {
        SocPct = soc,
        Source = PowerSource.Battery,
        Charging = ChargeStatus.Discharging,
        Quality = PowerQuality.Measured,
        RatePctPerHour = rate,
    };

    public static PowerState Charger(double soc, double rate) => new()
    {
        SocPct = soc,
        Source = PowerSource.External,
        Charging = ChargeStatus.Charging,
        Quality = PowerQuality.Measured,
        IsPowered = true,
        RatePctPerHour = rate,
    };

    public static ChargeForecast Expecting(SocSlopes soc, params ChargeWindow[] windows) => new()
    {
        StartUtc = Noon,
        ChainStart = Noon,
        PCharging = new double[ChargeForecast.Slots],
        Confidence = 0.9,
        Soc = soc,
        Windows = windows,
    };

    public static Projection Project(PowerState power, ChargeForecast? forecast = null, ProjectionSettings? settings = null) => new(new ProjectionInput
    {
        Now = new Timestamp(Noon, 0, ClockTrust.Ntp),
        Power = power,
        Mode = OperatingModes.Next(null, power, new ModeSettings()),
        Forecast = forecast,
        Settings = settings ?? ProjectionSettings.Default,
    });

    /// <summary>Change of the charge from a time, hours from noon, to the next state of the projection, percent per hour.</summary>
    public static double SlopeAt(this Projection projection, double hours)
    {
        int index = projection.IndexAt(Noon.AddHours(hours))!.Value;
        ProjectedState from = projection.States[index], to = projection.States[index + 1];
        return (to.SocPct!.Value - from.SocPct!.Value) / (to.After - from.After).TotalHours;
    }

    public static ProjectedState StateAt(this Projection projection, double minutes) => projection.States[projection.IndexAt(Noon.AddMinutes(minutes))!.Value];
}
