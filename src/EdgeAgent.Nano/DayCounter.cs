using EdgeAgent.Nano.Storage;

namespace EdgeAgent.Nano;

/// <summary>Keeps the values that growing counters had at local midnight, or at the first commit after it.</summary>
public sealed class DayCounter
{
    private const long DayMs = 86_400_000;
    private const long HourMs = 3_600_000;

    private readonly long _offsetMs;
    private long _startMs;
    private long _bytes;
    private long _boots;

    public DayCounter(int utcOffsetMinutes)
    {
        _offsetMs = utcOffsetMinutes * 60_000L;
    }

    /// <summary>Begins a new day after local midnight; otherwise changes nothing.</summary>
    public void Begin(long nowMs, long bytes, long boots)
    {
        if (_startMs > 0 && DayOf(nowMs) == DayOf(_startMs)) return;
        _startMs = nowMs;
        _bytes = bytes;
        _boots = boots;
    }

    /// <param name="total">Bytes over the life of the store.</param>
    public long BytesWritten(long total) => total - _bytes;

    /// <summary>NaN in the first hour of a day.</summary>
    public double WakeUpsPerHour(long boots, long nowMs) =>
        nowMs - _startMs < HourMs ? double.NaN : (boots - _boots) / ((nowMs - _startMs) / (double)HourMs); // divisor: at least 1

    public void Shift(long byMs)
    {
        if (_startMs > 0) _startMs += byMs;
    }

    public void Save(RecordWriter to)
    {
        to.Long(_startMs);
        to.Long(_bytes);
        to.Long(_boots);
    }

    public void Load(RecordReader from)
    {
        _startMs = from.Long();
        _bytes = from.Long();
        _boots = from.Long();
    }

    private long DayOf(long ms) => (ms + _offsetMs) / DayMs;
}
