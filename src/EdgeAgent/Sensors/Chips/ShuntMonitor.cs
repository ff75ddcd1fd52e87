using System.Device.I2c;
using EdgeAgent.Core.Power;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>Which wire a current monitor sits in.</summary>
public enum Rail
{
    /// <summary>Between pack and board: current into the battery is positive.</summary>
    Battery,

    /// <summary>Supply of the board itself.</summary>
    Load,

    /// <summary>Panel or charger input.</summary>
    Harvest,
}

/// <summary>Where and how a shunt is mounted.</summary>
/// <param name="ShuntOhms">Greater than zero.</param>
/// <param name="IsReversed">True when current from IN+ to IN- leaves the battery (rail Battery) or flows back (the others).</param>
public sealed record ShuntMounting(double ShuntOhms, Rail Rail = Rail.Battery, bool IsReversed = false)
{
    internal double Direction => IsReversed ? -1 : 1;

    /// <summary>Puts voltage and current where the rail's reading belongs.</summary>
    internal PowerReading Into(PowerReading reading, double volts, double amperes) => Rail switch
    {
        Rail.Battery => reading with { VoltageV = volts, CurrentA = amperes },
        Rail.Load => reading with { LoadW = Math.Max(0, volts * amperes) },
        Rail.Harvest => reading with { HarvestW = Math.Max(0, volts * amperes) },
    };
}

/// <summary>A chip that measures one rail's voltage and the current through a shunt in it.</summary>
public abstract class ShuntMonitor : PowerChip
{
    private protected ShuntMonitor(I2cDevice device, ShuntMounting mounting)
        : base(device)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mounting.ShuntOhms, nameof(mounting));
        Mounting = mounting;
    }

    protected ShuntMounting Mounting { get; }

    /// <summary>Voltage of the rail to ground.</summary>
    public ElectricPotential GetBusVoltage() => ElectricPotential.FromVolts(ReadBusVolts());

    private protected abstract double ReadBusVolts();

    /// <summary>Positive into the battery, into the board, or from the panel.</summary>
    public ElectricCurrent GetCurrent() => ElectricCurrent.FromAmperes(ReadAmperes());

    private protected abstract double ReadAmperes();

    /// <summary>Finds a chip that was reset and a bus that is stuck, before each measurement.</summary>
    private protected abstract void RequireConfiguration();

    public override PowerReading Measure()
    {
        RequireConfiguration();
        return Mounting.Into(new PowerReading(), ReadBusVolts(), ReadAmperes());
    }
}
