using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors;

/// <summary>One sensor's record with the hub: its last answer, its fault, and when it may be asked again.</summary>
internal sealed class SensorSlot(IPowerSensor sensor)
{
    // A glitch or two is normal on I2C; from the third fault in a row on, every attempt costs more than it promises.
    private const int FreeAttempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private PowerReading? _last;
    private string? _fault;
    private int _failures;
    private long _notBeforeMs;

    public IPowerSensor Sensor { get; } = sensor;

    public bool IsDue(in Timestamp now, bool woken) => woken || now.DeviceTimeMs >= _notBeforeMs;

    /// <summary>Takes an answer.</summary>
    /// <param name="doubt">Which of its numbers were refused and why; null when none was.</param>
    public SlotNews Succeeded(in PowerReading reading, string? doubt)
    {
        string? before = _fault;
        _last = reading;
        _fault = doubt;
        _failures = 0;
        _notBeforeMs = 0;
        if (doubt is not null) return before is null ? SlotNews.Doubt : SlotNews.None;
        if (before is not null) return SlotNews.Recovered;
        return SlotNews.None;
    }

    /// <summary>True when this fault is news.</summary>
    public bool Failed(string fault, in Timestamp now)
    {
        bool isNew = _fault != fault;
        _fault = fault;
        _failures = Math.Min(_failures + 1, 64);
        if (_failures > FreeAttempts)
        {
            double factor = Math.Pow(2, Math.Min(_failures - FreeAttempts - 1, 10));
            _notBeforeMs = now.DeviceTimeMs + (long)Math.Min(FirstPause.TotalMilliseconds * factor, LongestPause.TotalMilliseconds);
        }

        return isNew;
    }

    public SensorStatus Status(in Timestamp now, TimeSpan staleAfter)
    {
        bool isStale = _last is not { } last || now.Since(last.DeviceTimeMs) > staleAfter;
        return new SensorStatus(Sensor.Name, isStale ? PowerQuality.Stale : PowerQuality.Measured, _fault, _last) { Failures = _failures, Parts = Sensor.Parts };
    }
}
