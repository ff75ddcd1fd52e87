using System.Device.I2c;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the INA226. Source: TI SBOS547A, section 7.6 (register maps) and Table 1 (worked example). All registers are 16 bit,
/// high byte first. Plain integers, for the firmware's use too.
/// </summary>
public static class Ina226Registers
{
    /// <summary>Configuration; 0x4127 after power-up.</summary>
    public const int Configuration = 0x00;

    /// <summary>Shunt voltage, two's complement, 2.5 µV.</summary>
    public const int ShuntVoltage = 0x01;

    /// <summary>Bus voltage, 1.25 mV; bit 15 is always zero.</summary>
    public const int BusVoltage = 0x02;

    /// <summary>Manufacturer, 0x5449 ("TI").</summary>
    public const int ManufacturerId = 0xFE;

    /// <summary>Die, 0x226 in bits 15-4, revision in bits 3-0.</summary>
    public const int DieId = 0xFF;

    public const int TexasInstruments = 0x5449;

    /// <summary>64 averages of 1.1 ms each for shunt and bus, continuous: a result each 141 ms.</summary>
    public const int AveragingConfiguration = 0x4727;

    /// <summary>Volts.</summary>
    public static double DecodeBusVoltage(int raw) => raw * 1.25e-3;

    /// <summary>Volts across the shunt.</summary>
    public static double DecodeShuntVoltage(int raw) => (short)raw * 2.5e-6;

    /// <summary>Amperes, by the calibration's LSB.</summary>
    public static double DecodeCurrent(int raw, double currentLsb) => (short)raw * currentLsb;

    /// <summary>Watts: 25 x the current's LSB.</summary>
    public static double DecodePower(int raw, double currentLsb) => raw * 25 * currentLsb;

    /// <summary>Calibration for an LSB in A and a shunt in ohm (Equation 1).</summary>
    public static int EncodeCalibration(double currentLsb, double shuntOhms) => (int)Math.Round(0.00512 / (currentLsb * shuntOhms));
}

/// <summary>INA226. Current comes from the shunt voltage, so that a lost calibration cannot read as zero.</summary>
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
        return Plausible.Between(this, Ina226Registers.DecodeBusVoltage(raw), 0, 36, "bus voltage", "V");
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
