using System.Buffers.Binary;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>Decides whether it makes sense to wait for charging: when none was seen in two weeks of observation, the site is taken to never charge.</summary>
public sealed class ChargingPresence
{
    private const long None = long.MinValue;

    private long _watchedSinceMin = None;
    private long _seenMin = None;

    /// <summary>Takes one sample; an unknown state is ignored.</summary>
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

    /// <summary>Restores from saved bytes; a new one when they are of another size or from the future.</summary>
    public static ChargingPresence Load(ReadOnlySpan<byte> bytes, long nowUtcMin)
    {
        if (bytes.Length != StateBytes) return new ChargingPresence();
        long since = BinaryPrimitives.ReadInt64LittleEndian(bytes), seen = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        return since > nowUtcMin || seen > nowUtcMin ? new ChargingPresence() : new ChargingPresence { _watchedSinceMin = since, _seenMin = seen };
    }
}
