namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the three-channel INA3221. Source: TI SBOS576B, section 8.6 (register maps). All registers are 16 bit, high byte
/// first.
/// </summary>
public static class Ina3221Registers
{
    /// <summary>Configuration; 0x7127 after power-up.</summary>
    public const int Configuration = 0x00;

    /// <summary>Manufacturer, 0x5449 ("TI").</summary>
    public const int ManufacturerId = 0xFE;

    /// <summary>Die, 0x3220.</summary>
    public const int DieId = 0xFF;

    public const int ExpectedDieId = 0x3220;

    /// <summary>All channels, 64 averages of 1.1 ms each, continuous.</summary>
    public const int AveragingConfiguration = 0x7727;

    /// <summary>Shunt voltage register of channel 1 to 3.</summary>
    public static int ShuntVoltage(int channel) => 2 * channel - 1;

    /// <summary>Bus voltage register of channel 1 to 3.</summary>
    public static int BusVoltage(int channel) => 2 * channel;

    /// <summary>Volts across the shunt: two's complement in bits 15-3, 40 µV.</summary>
    public static double DecodeShuntVoltage(int raw) => ((short)raw >> 3) * 40e-6;

    /// <summary>Volts: two's complement in bits 15-3, 8 mV.</summary>
    public static double DecodeBusVoltage(int raw) => ((short)raw >> 3) * 8e-3;
}
