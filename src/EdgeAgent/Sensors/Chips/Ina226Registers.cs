namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the INA226. Source: TI SBOS547A, section 7.6 (register maps) and Table 1 (worked example). All registers are 16 bit,
/// high byte first.
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
