using System.Device.I2c;
using EdgeAgent.Sensors.Buses;
using UnitsNet;

namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the INA219 current and voltage monitor. Source: TI SBOS448G, section 8.6 (register maps) and 8.5.1
/// (programming). All registers are 16 bit, high byte first. Plain integers, for the firmware's use too.
/// </summary>
public static class Ina219Registers
{
    /// <summary>Configuration; 0x399F after power-up (Table 4).</summary>
    public const int Configuration = 0x00;

    /// <summary>Shunt voltage, two's complement, 10 µV (8.6.3.1).</summary>
    public const int ShuntVoltage = 0x01;

    /// <summary>Bus voltage in bits 15-3, 4 mV; bit 1 CNVR (conversion ready), bit 0 OVF (8.6.3.2).</summary>
    public const int BusVoltage = 0x02;

    /// <summary>Power, 20 x the current's LSB (8.6.3.3).</summary>
    public const int Power = 0x03;

    /// <summary>Current; zero until the calibration is written (8.6.3.4).</summary>
    public const int Current = 0x04;

    /// <summary>Calibration; bit 0 is not stored (8.6.4.1).</summary>
    public const int Calibration = 0x05;

    /// <summary>Configuration after power-up: 32 V, ±320 mV, 12 bit, continuous.</summary>
    public const int PowerUpConfiguration = 0x399F;

    /// <summary>Bus range 32 V, shunt ±320 mV, both averaged over 128 conversions (68.1 ms, Table 5), continuous.</summary>
    public const int AveragingConfiguration = 0x3FFF;

    /// <summary>Volts. The register holds 13 bits of 4 mV above three status bits.</summary>
    public static double DecodeBusVoltage(int raw) => (raw >> 3) * 0.004;

    /// <summary>CNVR: a conversion has ended since power-up; stays set unless Power is read or the configuration written.</summary>
    public static bool IsConversionReady(int raw) => (raw & 0x02) != 0;

    /// <summary>Volts across the shunt, positive from IN+ to IN-.</summary>
    public static double DecodeShuntVoltage(int raw) => (short)raw * 10e-6;

    /// <summary>Amperes, by the calibration's LSB.</summary>
    public static double DecodeCurrent(int raw, double currentLsb) => (short)raw * currentLsb;

    /// <summary>Watts, by the calibration's LSB.</summary>
    public static double DecodePower(int raw, double currentLsb) => raw * 20 * currentLsb;

    /// <summary>Calibration for an LSB in A and a shunt in ohm (Equation 1).</summary>
    public static int EncodeCalibration(double currentLsb, double shuntOhms) => (int)(0.04096 / (currentLsb * shuntOhms)) & 0xFFFE;
}

/// <summary>
/// INA219. Current comes from the shunt voltage and the shunt's resistance, not from the chip's current register: that reads zero
/// for ever after a brown-out has wiped the calibration.
/// </summary>
/// <param name="device">Address 0x40 to 0x4f (Table 1).</param>
public sealed class Ina219(I2cDevice device, ShuntMounting mounting) : ShuntMonitor(device, mounting)
{
    public override string Model => "ina219";

    public override void Configure()
    {
        // The chip has no identity register; all ones or zeros is a stuck bus or nobody there.
        Plausible.NotStuck(this, Device.ReadBigEndian(Ina219Registers.Configuration), "configuration");
        Device.WriteBigEndian(Ina219Registers.Configuration, Ina219Registers.AveragingConfiguration);
        RequireConfiguration();
    }

    /// <summary>Voltage between IN- and ground.</summary>
    private protected override double ReadBusVolts()
    {
        int raw = Device.ReadBigEndian(Ina219Registers.BusVoltage);
        // 26 V is the highest input (section 7.3); all ones would be 32.764 V.
        return Plausible.Between(this, Ina219Registers.DecodeBusVoltage(raw), 0, 26, "bus voltage", "V");
    }

    /// <summary>Voltage from IN+ to IN-.</summary>
    public ElectricPotential GetShuntVoltage() => ElectricPotential.FromVolts(ReadShuntVolts());

    private double ReadShuntVolts()
    {
        int raw = Device.ReadBigEndian(Ina219Registers.ShuntVoltage);
        // ±320 mV is the widest range (Table 7): 32 000 LSB.
        return Plausible.Between(this, Ina219Registers.DecodeShuntVoltage(raw), -0.32, 0.32, "shunt voltage", "V");
    }

    private protected override double ReadAmperes() =>
        Mounting.Direction * ReadShuntVolts() / Mounting.ShuntOhms;

    private protected override void RequireConfiguration() =>
        Plausible.Equal(this, Ina219Registers.AveragingConfiguration, Device.ReadBigEndian(Ina219Registers.Configuration), "configuration");
}
