namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of LM75, LM75B and TMP102. Sources: NXP LM75B (Rev. 6.1, Table 10), TI SNOS808 (LM75), TI SLOS397H (TMP102, Table 8). All of them
/// left-align the value in the register, so one formula serves 9, 11 and 12 bits. High byte first.
/// </summary>
public static class Lm75Registers
{
    public const int Temperature = 0x00;

    /// <summary>T_OS (TMP102: T_HIGH); 0x5000, 80 °C, after power-up.</summary>
    public const int OverTemperature = 0x03;

    /// <summary>TMP102 in extended mode sets bit 0 of the temperature and shifts it down by one.</summary>
    public static double Decode(int raw, bool isTmp102)
    {
        if (isTmp102 && (raw & 1) != 0) return ((short)raw >> 3) * 0.0625;
        return (short)raw / 256.0;
    }
}
