using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors;

/// <summary>State of a sensor in the hub: its last reading, its fault, and when it is read again.</summary>
internal sealed class SensorSlot(IPowerSensor sensor)
{
    // Single faults are normal on I2C. After this many faults in a row, the sensor is read less often.
    private const int FreeAttempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private PowerReading? _last;
    private string? _fault;
    private int _failures;
    private long _notBeforeMs;

    public IPowerSensor Sensor { get; } = sensor;

    public bool IsDue(in Timestamp now, bool woken) => woken || now.DeviceTimeMs >= _notBeforeMs;

    /// <summary>Takes a reading.</summary>
    /// <param name="doubt">Which values were refused and why; null when none was.</param>
    public SlotNews Succeeded(in PowerReading reading, string? doubt)
    {
        string? before = _fault;
        _last = reading;
        _fault = doubt;
        _failures = 0;
        _notBeforeMs = 0;
        return (before, doubt) switch
        {
            (null, not null) => SlotNews.Doubt,
            (not null, null) => SlotNews.Recovered,
            _ => SlotNews.None,
        };
    }

    /// <summary>Takes a fault; true when it differs from the last one, so that it is logged.</summary>
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
