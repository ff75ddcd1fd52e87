using System.Device.I2c;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// INA219. The current is computed from the shunt voltage and the shunt's resistance. The chip's current register is not used, because it reads
/// zero after a brownout has cleared the calibration.
/// </summary>
/// <param name="device">Address 0x40 to 0x4f (Table 1).</param>
public sealed class Ina219(I2cDevice device, ShuntMounting mounting) : ShuntMonitor(device, mounting)
{
    public override string Model => "ina219";

    public override void Configure()
    {
        // The chip has no identity register. All ones or zeros mean a stuck bus or no chip.
        Plausible.NotStuck(this, Device.ReadBigEndian(Ina219Registers.Configuration), "configuration");
        Device.WriteBigEndian(Ina219Registers.Configuration, Ina219Registers.AveragingConfiguration);
        RequireConfiguration();
    }

    /// <summary>Voltage between IN- and ground.</summary>
    private protected override double ReadBusVolts()
    {
        int raw = Device.ReadBigEndian(Ina219Registers.BusVoltage);
        // 26 V is the highest input (section 7.3); all ones would be 32.764 V.
        return Plausible.Between(this, Ina219Registers.DecodeBusVoltage(raw), new(0, 26, "bus voltage", "V"));
    }

    /// <summary>Voltage from IN+ to IN-.</summary>
    public ElectricPotential GetShuntVoltage() => ElectricPotential.FromVolts(ReadShuntVolts());

    private double ReadShuntVolts()
    {
        int raw = Device.ReadBigEndian(Ina219Registers.ShuntVoltage);
        // ±320 mV is the widest range (Table 7): 32 000 LSB.
        return Plausible.Between(this, Ina219Registers.DecodeShuntVoltage(raw), new(-0.32, 0.32, "shunt voltage", "V"));
    }

    private protected override double ReadAmperes() =>
        Mounting.Direction * ReadShuntVolts() / Mounting.ShuntOhms;

    private protected override void RequireConfiguration() =>
        Plausible.Equal(this, Ina219Registers.AveragingConfiguration, Device.ReadBigEndian(Ina219Registers.Configuration), "configuration");
}
