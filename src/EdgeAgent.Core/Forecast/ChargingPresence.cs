using System.Buffers.Binary;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>Whether there is charging to wait for at all: none seen for two weeks of watching means that the site never charges.</summary>
public sealed class ChargingPresence
{
    private const long None = long.MinValue;

    private long _watchedSinceMin = None;
    private long _seenMin = None;

    /// <summary>Takes in one sample; an unknown state says nothing.</summary>
    public void Observe(long utcMin, bool? isCharging)
    {
        if (isCharging is not { } charges) return;
        if (_watchedSinceMin == None) _watchedSinceMin = utcMin;
        if (charges) _seenMin = utcMin;
    }

    public bool IsNever(long nowUtcMin) => _watchedSinceMin != None && nowUtcMin - Math.Max(_watchedSinceMin, _seenMin) >= Worth.NeverAfterMin;

    public const int StateBytes = 16;

    public byte[] Save()
    {
        var bytes = new byte[StateBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, _watchedSinceMin);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), _seenMin);
        return bytes;
    }

    /// <summary>Goes on from saved bytes; a fresh one when they are of another size or from the future.</summary>
    public static ChargingPresence Load(ReadOnlySpan<byte> bytes, long nowUtcMin)
    {
        if (bytes.Length != StateBytes) return new ChargingPresence();
        long since = BinaryPrimitives.ReadInt64LittleEndian(bytes), seen = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        return since > nowUtcMin || seen > nowUtcMin ? new ChargingPresence() : new ChargingPresence { _watchedSinceMin = since, _seenMin = seen };
    }
}
