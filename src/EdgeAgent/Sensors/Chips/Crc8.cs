namespace EdgeAgent.Sensors.Chips;

/// <summary>CRC-8 with the polynomial x^8 + x^2 + x + 1, start 0: SMBus packet error code and LC709203F.</summary>
public static class Crc8
{
    public static byte Of(ReadOnlySpan<byte> bytes)
    {
        int crc = 0;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc & 0x80) != 0 ? 0x107 : 0);
        }
        return (byte)crc;
    }
}
