using System.Device.I2c;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Sensors.Chips;

/// <summary>INA260.</summary>
/// <param name="device">Address 0x40 to 0x4f.</param>
/// <param name="mounting">Rail and direction; its shunt resistance is not used, because the shunt is in the chip.</param>
public sealed class Ina260(I2cDevice device, ShuntMounting mounting) : ShuntMonitor(device, mounting)
{
    public override string Model => "ina260";

    public override void Configure()
    {
        Plausible.Equal(this, Ina226Registers.TexasInstruments, Device.ReadBigEndian(Ina260Registers.ManufacturerId), "manufacturer id");
        Plausible.Equal(this, 0x227, Device.ReadBigEndian(Ina260Registers.DieId) >> 4, "die id");
        Device.WriteBigEndian(Ina260Registers.Configuration, Ina260Registers.AveragingConfiguration);
        RequireConfiguration();
    }

    private protected override double ReadBusVolts()
    {
        int raw = Device.ReadBigEndian(Ina260Registers.BusVoltage);
        return Plausible.Between(this, Ina260Registers.DecodeBusVoltage(raw), new(0, 36, "bus voltage", "V"));
    }

    private protected override double ReadAmperes()
    {
        // The shunt allows 15 A continuously and more for short peaks, so the whole range of the register (±40.96 A) is accepted.
        int raw = Device.ReadBigEndian(Ina260Registers.Current);
        return Mounting.Direction * Ina260Registers.DecodeCurrent(raw);
    }

    private protected override void RequireConfiguration() =>
        Plausible.Equal(this, Ina260Registers.AveragingConfiguration, Device.ReadBigEndian(Ina260Registers.Configuration), "configuration");
}
