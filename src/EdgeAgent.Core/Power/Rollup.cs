using System.Buffers.Binary;

namespace EdgeAgent.Core.Power;

/// <summary>
/// Summary of the samples of one period: means weighted by time, extremes, shares of time. NaN means unknown. A row is small, so that a
/// memory card can hold weeks.
/// </summary>
/// <param name="StartMs">Device time of the period's start, ms, a multiple of the period.</param>
/// <param name="Seconds">Time that the samples cover, s; less than the period after a restart.</param>
/// <param name="SocPct">Last state of charge, percent.</param>
/// <param name="LowestSocPct">Lowest state of charge, percent.</param>
/// <param name="ChargeW">Mean power into the battery, W; times of discharge count as zero.</param>
/// <param name="DrainW">Mean power out of the battery, W; times of charge count as zero.</param>
/// <param name="LoadW">Mean power that the device draws, W.</param>
/// <param name="HarvestW">Mean power of panel or charger, W.</param>
/// <param name="HottestCpuC">Highest processor temperature, °C.</param>
/// <param name="ExternalShare">Share of the time on external power, 0 to 1; likewise <paramref name="ChargingShare"/> and <paramref name="IdleShare"/>.</param>
public sealed record Rollup(
    long StartMs, int Seconds, int Samples, double SocPct, double LowestSocPct, double ChargeW, double DrainW, double LoadW, double HarvestW,
    double CpuPct, double HottestCpuC, double ExternalShare, double ChargingShare, double IdleShare)
{
    /// <summary>Length of <see cref="Encode"/>'s result.</summary>
    public const int Bytes = 36;

    private const byte Version = 1;
    private const short Unknown = short.MinValue;

    /// <summary>Big-endian 16-bit numbers: hundredths of percent and watt (at most 327.67), tenths of °C, thousandths for shares.</summary>
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

    /// <summary>Reads what <see cref="Encode"/> wrote; null for another length or version.</summary>
    public static Rollup? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes || bytes[0] != Version) return null;
        var values = new double[11];
        for (int i = 0; i < values.Length; i++)
        {
            short raw = BinaryPrimitives.ReadInt16BigEndian(bytes[(13 + 2 * i)..]);
            if (raw == Unknown) values[i] = double.NaN;
            else values[i] = raw / Scale(i);
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
