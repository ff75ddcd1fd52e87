using System.Device.I2c;
using EdgeAgent.Core.Power;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

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

    /// <summary>Checks before each measurement that the chip was not reset and the bus is not stuck.</summary>
    private protected abstract void RequireConfiguration();

    public override PowerReading Measure()
    {
        RequireConfiguration();
        return Mounting.Into(new PowerReading(), ReadBusVolts(), ReadAmperes());
    }
}
