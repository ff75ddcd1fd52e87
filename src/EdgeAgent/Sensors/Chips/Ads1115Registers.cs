namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the ADS1115 converter. Source: TI SBAS444D, section 8.1 (register map) and Table 8-2 (ideal codes). All registers are
/// 16 bit, high byte first.
/// </summary>
public static class Ads1115Registers
{
    public const int Conversion = 0x00;

    /// <summary>0x8583 after power-up.</summary>
    public const int Configuration = 0x01;

    /// <summary>Full scale ±4.096 V: PGA = 001.</summary>
    public const double FullScale = 4.096;

    /// <summary>One input against ground, ±4.096 V, continuous, 8 samples a second, comparator off.</summary>
    /// <param name="channel">0 to 3.</param>
    public static int Configure(int channel) => 0x4000 | channel << 12 | 1 << 9 | 0x0003;

    /// <summary>Volts at the pin, for the full scale in V.</summary>
    public static double Decode(int raw, double fullScale) => (short)raw * fullScale / 32768;
}
