using EdgeAgent.Core.Power;

namespace EdgeAgent.Sensors.Chips;

/// <summary>Resistance, rail and direction of a shunt.</summary>
/// <param name="ShuntOhms">Resistance, Ω; greater than zero.</param>
/// <param name="IsReversed">True when current from IN+ to IN- leaves the battery (rail Battery) or flows back (the others).</param>
public sealed record ShuntMounting(double ShuntOhms, Rail Rail = Rail.Battery, bool IsReversed = false)
{
    internal double Direction => IsReversed ? -1 : 1;

    /// <summary>Sets the fields of the reading that belong to the rail.</summary>
    internal PowerReading Into(PowerReading reading, double volts, double amperes) => Rail switch
    {
        Rail.Battery => reading with { VoltageV = volts, CurrentA = amperes },
        Rail.Load => reading with { LoadW = Math.Max(0, volts * amperes) },
        Rail.Harvest => reading with { HarvestW = Math.Max(0, volts * amperes) },
    };
}
