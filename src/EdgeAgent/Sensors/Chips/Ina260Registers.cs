namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Registers and arithmetic of the INA260 (2 mΩ shunt inside). Source: TI SBOS656C, section 8.6 (register maps). All registers are 16 bit, high
/// byte first.
/// </summary>
public static class Ina260Registers
{
    /// <summary>Configuration; 0x6127 after power-up.</summary>
    public const int Configuration = 0x00;

    /// <summary>Current, two's complement, 1.25 mA.</summary>
    public const int Current = 0x01;

    /// <summary>Bus voltage, 1.25 mV; bit 15 is always zero.</summary>
    public const int BusVoltage = 0x02;

    /// <summary>Manufacturer, 0x5449 ("TI").</summary>
    public const int ManufacturerId = 0xFE;

    /// <summary>Die, 0x227 in bits 15-4, revision in bits 3-0.</summary>
    public const int DieId = 0xFF;

    /// <summary>64 averages of 1.1 ms each for current and voltage, continuous.</summary>
    public const int AveragingConfiguration = 0x6727;

    /// <summary>Amperes.</summary>
    public static double DecodeCurrent(int raw) => (short)raw * 1.25e-3;

    /// <summary>Volts.</summary>
    public static double DecodeBusVoltage(int raw) => raw * 1.25e-3;
}
