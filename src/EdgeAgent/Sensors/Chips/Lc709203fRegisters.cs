namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the LC709203F gauge. Source: ON Semiconductor LC709203F/D data sheet, Table 6 (register functions) and Figure 6
/// (transfers with CRC-8). Registers are 16 bit, low byte first, followed by a CRC-8 over the whole transfer, both address bytes included.
///
/// </summary>
public static class Lc709203fRegisters
{
    /// <summary>Cell temperature, 0.1 K.</summary>
    public const int CellTemperature = 0x08;

    /// <summary>Cell voltage, mV.</summary>
    public const int CellVoltage = 0x09;

    /// <summary>Adjustment for the pack's size and impedance (APA), a table by capacity in the data sheet.</summary>
    public const int PackAdjustment = 0x0B;

    /// <summary>Indicator to empty, 0.1 % (0 to 1000).</summary>
    public const int IndicatorToEmpty = 0x0F;

    /// <summary>0x0001 operational, 0x0002 sleep.</summary>
    public const int PowerMode = 0x15;

    public const int Operational = 0x0001;

    /// <summary>Volts.</summary>
    public static double DecodeVoltage(int raw) => raw / 1000.0;

    /// <summary>Percent.</summary>
    public static double DecodeIndicatorToEmpty(int raw) => raw / 10.0;

    /// <summary>The CRC of a read: the address with write bit, register, the address with read bit, low byte, high byte.</summary>
    public static byte ReadCrc(int address, int register, int low, int high) =>
        Crc8.Of([(byte)(address << 1), (byte)register, (byte)(address << 1 | 1), (byte)low, (byte)high]);

    /// <summary>The CRC of a write: the address with write bit, register, low byte, high byte.</summary>
    public static byte WriteCrc(int address, int register, int low, int high) =>
        Crc8.Of([(byte)(address << 1), (byte)register, (byte)low, (byte)high]);
}
