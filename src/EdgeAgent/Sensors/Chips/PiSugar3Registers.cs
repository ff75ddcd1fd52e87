namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers of the PiSugar 3's microcontroller. Sources: the maker's "PiSugar3 I2C Datasheet" (docs.pisugar.com) and its public
/// program, PiSugar/pisugar-power-manager-rs, pisugar-core/src/pisugar3.rs. Registers are 8 bit, there is no checksum.
/// </summary>
public static class PiSugar3Registers
{
    /// <summary>Bit 7 external power, 6 charging allowed, 5 output on.</summary>
    public const int Control = 0x02;

    /// <summary>Temperature of the board (not of the pack), °C + 40.</summary>
    public const int Temperature = 0x04;

    /// <summary>mV, high byte; the low byte is in the next register.</summary>
    public const int VoltageHigh = 0x22;

    public const int VoltageLow = 0x23;

    /// <summary>State of charge, %.</summary>
    public const int Percent = 0x2A;

    public static bool HasExternalPower(int control) => (control & 0x80) != 0;

    public static bool MayCharge(int control) => (control & 0x40) != 0;

    /// <summary>Volts.</summary>
    public static double DecodeVoltage(int high, int low) => (high << 8 | low) / 1000.0;
}
