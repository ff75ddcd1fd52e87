using System.Device.I2c;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>INA226. The current is computed from the shunt voltage, because a lost calibration would give zero.</summary>
/// <param name="device">Address 0x40 to 0x4f.</param>
public sealed class Ina226(I2cDevice device, ShuntMounting mounting) : ShuntMonitor(device, mounting)
{
    public override string Model => "ina226";

    public override void Configure()
    {
        Plausible.Equal(this, Ina226Registers.TexasInstruments, Device.ReadBigEndian(Ina226Registers.ManufacturerId), "manufacturer id");
        Plausible.Equal(this, 0x226, Device.ReadBigEndian(Ina226Registers.DieId) >> 4, "die id");
        Device.WriteBigEndian(Ina226Registers.Configuration, Ina226Registers.AveragingConfiguration);
        RequireConfiguration();
    }

    private protected override double ReadBusVolts()
    {
        int raw = Device.ReadBigEndian(Ina226Registers.BusVoltage);
        // 36 V is the highest input (section 6.3); the register ends at 40.96 V.
        return Plausible.Between(this, Ina226Registers.DecodeBusVoltage(raw), new(0, 36, "bus voltage", "V"));
    }

    /// <summary>Voltage from IN+ to IN-; the register spans ±81.92 mV, all of it valid.</summary>
    public ElectricPotential GetShuntVoltage() => ElectricPotential.FromVolts(ReadShuntVolts());

    private double ReadShuntVolts() =>
        Ina226Registers.DecodeShuntVoltage(Device.ReadBigEndian(Ina226Registers.ShuntVoltage));

    private protected override double ReadAmperes() =>
        Mounting.Direction * ReadShuntVolts() / Mounting.ShuntOhms;

    private protected override void RequireConfiguration() =>
        Plausible.Equal(this, Ina226Registers.AveragingConfiguration, Device.ReadBigEndian(Ina226Registers.Configuration), "configuration");
}
