using EdgeAgent.Options;

namespace EdgeAgent.Link;

/// <summary>
/// How often the device reports: on battery, the lower the mode, the less often. The device announces the interval, so that a quiet device
/// does not seem dead.
/// </summary>
internal sealed class ReportPace(TelemetryOptions options)
{
    private const int BatteryFactor = 4;

    private bool _onBattery;
    private double _modeFactor = 1;

    /// <summary>Longest time between two snapshots.</summary>
    public TimeSpan StateEvery => _onBattery ? options.StateEvery * (BatteryFactor * _modeFactor) : options.StateEvery;

    /// <summary>Longest time between two batches of samples.</summary>
    public TimeSpan TelemetryEvery => _onBattery ? options.PublishEveryOnBattery * _modeFactor : options.PublishEvery;

    /// <summary>The longest value of <see cref="StateEvery"/> on any power.</summary>
    public TimeSpan LongestStateEvery => options.StateEvery * (BatteryFactor * PaceFactors.Interval(OperatingMode.Suspended));

    /// <summary>Sets source and mode. True when the device runs on another supply than before.</summary>
    public bool Observe(PowerSource source, OperatingMode mode)
    {
        bool wasOnBattery = _onBattery;
        _onBattery = source == PowerSource.Battery;
        _modeFactor = PaceFactors.Interval(mode);
        return _onBattery != wasOnBattery;
    }
}
