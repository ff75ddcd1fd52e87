using System.Buffers.Binary;

namespace EdgeAgent.Core.Power;

/// <summary>
/// What one period of samples comes down to: means weighted by time, extremes, shares. NaN where nothing was known. Small enough to keep weeks on a memory card.
/// </summary>
/// <param name="StartMs">Device time of the period's start, ms, a multiple of the period.</param>
/// <param name="Seconds">Time that the samples cover; less than the period after a restart.</param>
/// <param name="SocPct">At the end.</param>
/// <param name="LowestSocPct">Lowest within.</param>
/// <param name="ChargeW">Mean power into the battery over the whole time, W.</param>
/// <param name="DrainW">Mean power out of it.</param>
/// <param name="LoadW">Mean power of the machine.</param>
/// <param name="HarvestW">Mean power of panel or charger.</param>
/// <param name="ExternalShare">Part of the time on external power, 0 to 1; likewise <paramref name="ChargingShare"/> and <paramref name="IdleShare"/>.</param>
public sealed record Rollup(
    long StartMs, int Seconds, int Samples, double SocPct, double LowestSocPct, double ChargeW, double DrainW, double LoadW, double HarvestW,
    double CpuPct, double HottestCpuC, double ExternalShare, double ChargingShare, double IdleShare)
{
    /// <summary>Length of <see cref="Encode"/>'s result.</summary>
    public const int Bytes = 36;

    private const byte Version = 1;
    private const short Unknown = short.MinValue;

    /// <summary>Big-endian; hundredths of percent and watt (tenths above 300 W are lost), tenths of °C, thousandths for shares.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Bytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), StartMs);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(9), (ushort)Math.Clamp(Seconds, 0, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(11), (ushort)Math.Clamp(Samples, 0, ushort.MaxValue));
        double[] values = [SocPct, LowestSocPct, ChargeW, DrainW, LoadW, HarvestW, CpuPct, HottestCpuC, ExternalShare, ChargingShare, IdleShare];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(13 + 2 * i), Scaled(values[i], Scale(i)));
        return bytes;
    }

    /// <summary>Null for anything that <see cref="Encode"/> did not write.</summary>
    public static Rollup? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes || bytes[0] != Version) return null;
        var values = new double[11];
        for (int i = 0; i < values.Length; i++)
        {
            short raw = BinaryPrimitives.ReadInt16BigEndian(bytes[(13 + 2 * i)..]);
            values[i] = raw == Unknown ? double.NaN : raw / Scale(i);
        }

        return new Rollup(
            BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[9..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[11..]),
            values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8], values[9], values[10]);
    }

    private static double Scale(int field) => field switch
    {
        7 => 10,
        >= 8 => 1000,
        _ => 100,
    };

    private static short Scaled(double value, double scale)
    {
        if (double.IsFinite(value)) return (short)Math.Clamp(Math.Round(value * scale), short.MinValue + 1, short.MaxValue);
        return Unknown;
    }
}
