namespace EdgeAgent.Sensors.Chips;

/// <summary>
/// Commands of the PiJuice's microcontroller. Source: the maker's public interface, PiSupply/PiJuice, Software/Source/pijuice.py (class PiJuiceStatus).
/// Values are low byte first; each answer ends with a checksum: 0xFF XOR all bytes.
/// </summary>
public static class PiJuiceRegisters
{
    /// <summary>Bits 3-2 battery, 5-4 power input, 7-6 the Pi's own 5 V input.</summary>
    public const int Status = 0x40;

    /// <summary>Percent.</summary>
    public const int ChargeLevel = 0x41;

    /// <summary>°C, signed, in the low byte.</summary>
    public const int BatteryTemperature = 0x47;

    /// <summary>mV.</summary>
    public const int BatteryVoltage = 0x49;

    /// <summary>mA, signed.</summary>
    public const int BatteryCurrent = 0x4B;

    public const int BatteryNormal = 0, ChargingFromInput = 1, ChargingFromPi = 2, BatteryAbsent = 3;

    public static int Battery(int status) => status >> 2 & 3;

    /// <summary>An input in state 2 (weak) or 3 (present) supplies the board; 0 is absent, 1 bad.</summary>
    public static bool HasExternalPower(int status) => (status >> 4 & 3) >= 2 || (status >> 6 & 3) >= 2;

    public static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0xFF;
        foreach (byte b in bytes) sum ^= b;
        return (byte)sum;
    }
}
