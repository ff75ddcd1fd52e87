using System.Device.I2c;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the INA260 (2 mΩ shunt inside). Source: TI SBOS656C, section 8.6 (register maps). All registers are 16 bit, high
/// byte first. Plain integers, for the firmware's use too.
/// </summary>
public static class Ina260Registers
{
    /// <summary>Configuration; 0x6127 after power-up.</summary>
    public const int Configuration = 0x00;

    /// <summary>Current, two's complement, 1.25 mA.</summary>
    public const int Current = 0x01;

    /// <summary>Bus voltage, 1.25 mV; bit 15 is always zero.</summary>
    public const int BusVoltage = 0x02;

    /// <summary>Manufacturer, 0x5449 ("TI").</summary>
    public const int ManufacturerId = 0xFE;

    /// <summary>Die, 0x227 in bits 15-4, revision in bits 3-0.</summary>
    public const int DieId = 0xFF;

    /// <summary>64 averages of 1.1 ms each for current and voltage, continuous.</summary>
    public const int AveragingConfiguration = 0x6727;

    /// <summary>Amperes.</summary>
    public static double DecodeCurrent(int raw) => (short)raw * 1.25e-3;

    /// <summary>Volts.</summary>
    public static double DecodeBusVoltage(int raw) => raw * 1.25e-3;
}

/// <summary>INA260.</summary>
/// <param name="device">Address 0x40 to 0x4f.</param>
/// <param name="mounting">Its shunt resistance is not used: the chip has its own.</param>
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
        return Plausible.Between(this, Ina260Registers.DecodeBusVoltage(raw), 0, 36, "bus voltage", "V");
    }

    private protected override double ReadAmperes()
    {
        // 15 A continuous is the shunt's limit, short peaks are more; the register spans ±40.96 A.
        int raw = Device.ReadBigEndian(Ina260Registers.Current);
        return Mounting.Direction * Ina260Registers.DecodeCurrent(raw);
    }

    private protected override void RequireConfiguration() =>
        Plausible.Equal(this, Ina260Registers.AveragingConfiguration, Device.ReadBigEndian(Ina260Registers.Configuration), "configuration");
}
