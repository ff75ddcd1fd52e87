namespace EdgeAgent.Shared;

/// <summary>
/// Registers and arithmetic of Maxim's ModelGauge family. Sources: MAX17040/41 data sheet 19-5210, MAX17043/44 data sheet 19-4811
/// (Figures 3 and 4), MAX17048/49 data sheet 19-6171 (Table 2, register summary). All registers are 16 bit, high byte first.
/// Plain integers.
/// </summary>
public static class Max1704xRegisters
{
    /// <summary>Cell voltage, 78.125 µV; the 12-bit types leave the low four bits 0 (1.25 mV).</summary>
    public const int CellVoltage = 0x02;

    /// <summary>State of charge, 1/256 %.</summary>
    public const int StateOfCharge = 0x04;

    /// <summary>Production version; never all zeros or ones.</summary>
    public const int Version = 0x08;

    /// <summary>Compensation (RCOMP, high byte) and alert threshold; 0x971C (0x9700 on MAX17040/41) after power-up.</summary>
    public const int Configuration = 0x0C;

    /// <summary>Charge or discharge rate, two's complement, 0.208 %/h; MAX17048/49 only.</summary>
    public const int ChargeRate = 0x16;

    /// <summary>Volts of the whole pack. One LSB is 78.125 µV a cell on every type (1.25 mV / 16).</summary>
    public static double DecodeVoltage(int raw, int cells) => raw * 78.125e-6 * cells;

    /// <summary>Percent; may be a little over 100 on a full pack.</summary>
    public static double DecodeStateOfCharge(int raw) => raw / 256.0;

    /// <summary>Percent per hour, positive while charging.</summary>
    public static double DecodeChargeRate(int raw) => (short)raw * 0.208;
}
