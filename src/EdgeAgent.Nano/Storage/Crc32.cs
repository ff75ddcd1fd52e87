namespace EdgeAgent.Nano.Storage;

/// <summary>CRC-32 as in IEEE 802.3 (reflected, polynomial 0xEDB88320), half a byte at a time: a table of 64 bytes instead of 1024.</summary>
public static class Crc32
{
    private static readonly uint[] Table = Build();

    public static uint Of(byte[] bytes, int offset, int count)
    {
        uint crc = 0xFFFFFFFF;
        for (int i = offset; i < offset + count; i++)
        {
            crc ^= bytes[i];
            crc = (crc >> 4) ^ Table[crc & 15];
            crc = (crc >> 4) ^ Table[crc & 15];
        }

        return crc ^ 0xFFFFFFFF;
    }

    private static uint[] Build()
    {
        uint[] table = new uint[16];
        for (uint n = 0; n < 16; n++)
        {
            uint value = n;
            for (int bit = 0; bit < 4; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            table[n] = value;
        }

        return table;
    }
}
