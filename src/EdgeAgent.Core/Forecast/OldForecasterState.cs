using System.Buffers.Binary;

namespace EdgeAgent.Core.Forecast;

/// <summary>Version 2 of the stored state: version 3 and the state of a drift detector, which is cut out.</summary>
internal static class OldForecasterState
{
    public const byte Version = 2;

    private const int HeaderBytes = 5;
    private const int AlarmAt = HeaderBytes + 4 * 8; // its last alarm, a long, behind four others
    private const int DetectorBytes = 3 * 4;

    /// <summary>The same as version 3; empty when the bytes are damaged or too short.</summary>
    public static byte[] Upgrade(ReadOnlySpan<byte> bytes)
    {
        int calibrators = ChargeForecaster.CalibratorBytes;
        if (bytes.Length < AlarmAt + 8 + DetectorBytes + calibrators) return [];
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]) != ChargeForecaster.Fletcher32(bytes[HeaderBytes..])) return [];
        byte[] upgraded = [.. bytes[..AlarmAt], .. bytes[(AlarmAt + 8)..^(calibrators + DetectorBytes)], .. bytes[^calibrators..]];
        upgraded[0] = Version + 1;
        BinaryPrimitives.WriteUInt32LittleEndian(upgraded.AsSpan(1), ChargeForecaster.Fletcher32(upgraded.AsSpan(HeaderBytes)));
        return upgraded;
    }
}
