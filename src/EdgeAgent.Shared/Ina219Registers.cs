namespace EdgeAgent.Shared;

/// <summary>
/// Registers and arithmetic of the INA219 current and voltage monitor. Source: TI SBOS448G, section 8.6 (register maps) and 8.5.1
/// (programming). All registers are 16 bit, high byte first. Plain integers.
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

    /// <summary>The same ranges with the converters off (mode 000, Table 6): 6 µA instead of 0.7 mA (section 7.5).</summary>
    public const int PowerDownConfiguration = 0x3FF8;

    /// <summary>Volts. The register holds 13 bits of 4 mV above three status bits.</summary>
    public static double DecodeBusVoltage(int raw) => (raw >> 3) * 0.004;

    /// <summary>CNVR: a conversion has finished. The bit stays set until the Power register is read or the configuration is written.</summary>
    public static bool IsConversionReady(int raw) => (raw & 0x02) != 0;

    /// <summary>Volts across the shunt, positive from IN+ to IN-.</summary>
    public static double DecodeShuntVoltage(int raw) => (short)raw * 10e-6;

    /// <summary>Amperes, by the calibration's LSB.</summary>
    public static double DecodeCurrent(int raw, double currentLsb) => (short)raw * currentLsb;

    /// <summary>Watts, by the calibration's LSB.</summary>
    public static double DecodePower(int raw, double currentLsb) => raw * 20 * currentLsb;

    /// <summary>Calibration for an LSB in A and a shunt in ohm (Equation 1).</summary>
    // divisor: both are physical quantities above 0
    public static int EncodeCalibration(double currentLsb, double shuntOhms) => (int)(0.04096 / (currentLsb * shuntOhms)) & 0xFFFE;
}
