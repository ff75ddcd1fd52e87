namespace EdgeAgent.Core.Power;

/// <summary>Prepares the terminal voltage for <see cref="RestEstimate"/>: it filters the current by the cells' diffusion and removes short load peaks that are not measured.</summary>
internal sealed class RestVoltage(PackSpec pack)
{
    // Without a measured load, the highest recent voltage belongs to the smallest load. The kept value falls by 20 mV per cell and minute, which is
    // several times faster than a discharge and slower than a load peak.
    private const double RelaxVoltsPerHour = 1.2;

    // Time constant of the diffusion in the cells.
    private const double DiffusionHours = 90.0 / 3600;

    private double _slowCurrent = double.NaN;
    private double _relaxedVolts = double.NaN;

    /// <param name="hours">Time that passed for the pack since the update before.</param>
    /// <param name="charging">What the flow was judged to be in the update before.</param>
    public RestEstimate Update(in FusedReading fused, ChargeStatus charging, double hours, double ohmAt25)
    {
        FollowCurrent(fused.FreshCurrentA, hours);
        if (double.IsNaN(fused.FreshVoltageV)) return new RestEstimate();
        Relax(fused, charging, hours);
        return new RestEstimate(new RestFacts
        {
            Chemistry = pack.Chemistry,
            Cells = pack.Cells,
            CapacityAh = pack.CapacityAh,
            OhmAt25 = ohmAt25,
            Celsius = fused.TemperatureC,
            Volts = _relaxedVolts,
            Amperes = fused.FreshCurrentA,
            SlowAmperes = _slowCurrent,
            Charging = charging,
        });
    }

    private void Relax(in FusedReading fused, ChargeStatus charging, double hours)
    {
        bool isLoadUnknown = double.IsNaN(fused.FreshCurrentA) && charging == ChargeStatus.Discharging;
        double relaxed = _relaxedVolts - pack.Cells * RelaxVoltsPerHour * hours;
        if (isLoadUnknown && relaxed > fused.FreshVoltageV) _relaxedVolts = relaxed;
        else _relaxedVolts = fused.FreshVoltageV;
    }

    private void FollowCurrent(double amperes, double hours)
    {
        double share = 1 - Math.Exp(-hours / DiffusionHours);
        if (double.IsNaN(_slowCurrent) || double.IsNaN(amperes)) _slowCurrent = amperes;
        else _slowCurrent += share * (amperes - _slowCurrent);
    }
}
