using System.Buffers.Binary;

namespace EdgeAgent.Core.Power;

public sealed partial class PowerEstimator
{
    private const byte StateVersion = 1;
    private const int StateLength = 48;

    /// <summary>
    /// The state that survives a restart: estimated charge, learned resistance and capacity. 48 bytes, big-endian:
    /// version, chemistry, cells, 0, capacity of configuration (float), soc, variance, resistance (double), count (int), capacity (double), count (int).
    /// </summary>
    public byte[] Save()
    {
        var bytes = new byte[StateLength];
        bytes[0] = StateVersion;
        bytes[1] = (byte)(_pack is null ? 255 : (int)_pack.Chemistry);
        bytes[2] = (byte)(_pack?.Cells ?? 0);
        BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(4), (float)(_pack?.CapacityMah ?? 0));
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(8), _charge.Filter.Soc);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(16), _charge.Filter.Variance);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(24), _charge.Learning?.ResistanceOhm ?? double.NaN);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(32), _charge.Learning?.CapacityAh ?? double.NaN);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(40), _charge.Learning?.ResistanceCount ?? 0);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(44), _charge.Learning?.CapacityCount ?? 0);
        return bytes;
    }

    /// <summary>Restores what <see cref="Save"/> returned. Returns false and changes nothing for another version, another pack or a wrong length.</summary>
    public bool Restore(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != StateLength || bytes[0] != StateVersion) return false;
        if (bytes[1] != (byte)(_pack is null ? 255 : (int)_pack.Chemistry) || bytes[2] != (byte)(_pack?.Cells ?? 0)) return false;
        if (BinaryPrimitives.ReadSingleBigEndian(bytes[4..]) != (float)(_pack?.CapacityMah ?? 0)) return false;
        _charge.Restore(BinaryPrimitives.ReadDoubleBigEndian(bytes[8..]), BinaryPrimitives.ReadDoubleBigEndian(bytes[16..]));
        _charge.Learning?.Restore(
            BinaryPrimitives.ReadDoubleBigEndian(bytes[24..]), BinaryPrimitives.ReadInt32BigEndian(bytes[40..]),
            BinaryPrimitives.ReadDoubleBigEndian(bytes[32..]), BinaryPrimitives.ReadInt32BigEndian(bytes[44..]));
        return true;
    }
}
