using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Loop;

/// <summary>
/// Feeds measurements to the forecaster and keeps its newest forecast. It learns only while the clock is trusted, because charging habits
/// depend on the calendar.
/// </summary>
internal sealed class ChargeLearner(TimeZoneInfo zone, double idleW, ChargePrior prior)
{
    /// <summary>Name of the forecaster's state in the store.</summary>
    public const string Key = "forecast";

    // Minutes between learned samples; a change of the charging state is learned at once.
    private const int EveryMin = 5;

    /// <summary>Name in the store of the fallback's state: activity by hour of day, and whether charging was ever seen.</summary>
    public const string FallbackKey = "quiet_hour";

    private LowestActivityHour _activity = new();
    private ChargingPresence _charging = new();
    private ChargeForecaster _forecaster = new(prior) { IdleW = idleW };
    private byte[]? _stored;
    private byte[]? _storedFallback;
    private long _lastMin = long.MinValue / 2;
    private IReadOnlyList<AnnouncedPower> _announced = [];
    private bool? _wasCharging;
    private bool _slept;
    private LocalClock _clock = LocalClock.Fixed(0);

    /// <summary>The newest forecast; null until the clock has been trusted.</summary>
    public ChargeForecast? Forecast { get; private set; }

    /// <summary>
    /// Next start of the hour of day with the least processor use, the fallback where charging cannot be forecast. One hour from
    /// now when nothing was measured. Null until the clock has been trusted.
    /// </summary>
    public DateTimeOffset? QuietestAt { get; private set; }

    /// <summary><see cref="QuietestAt"/> when enough of a day has been measured to plan with it, else null.</summary>
    public DateTimeOffset? PlannableQuietestAt => _activity.IsKnown ? QuietestAt : null;

    /// <summary>There is no charging to wait for.</summary>
    public bool NeverCharges { get; private set; }

    /// <summary>The machine slept since the last sample; the next sample covers that time.</summary>
    public void Slept() => _slept = true;

    /// <summary>Sets the stored state of an earlier run; it is loaded with the first trusted sample.</summary>
    public void Restore(byte[]? stored, byte[]? fallback = null) => (_stored, _storedFallback) = (stored, fallback);

    /// <summary>Learns from recorded or simulated samples of the past, oldest first.</summary>
    public void Teach(IEnumerable<ChargeSample> past)
    {
        foreach (var sample in past) _forecaster.Observe(sample, ClockAt(DateTimeOffset.FromUnixTimeSeconds(sample.UtcMin * 60)));
    }

    /// <summary>Sets the hours in which power is announced to be there or missing; the forecast uses them from the next sample on.</summary>
    public void SetAnnounced(IReadOnlyList<AnnouncedPower> announced)
    {
        _announced = _forecaster.Announced = announced;
        _lastMin = long.MinValue / 2;
    }

    /// <summary>See <see cref="ChargeForecaster.Week"/>.</summary>
    public double?[][] Week() => _forecaster.Week(_clock);

    /// <summary>The state to store. Null while nothing has been learned since the start; then the stored state must be kept.</summary>
    public byte[]? Save()
    {
        if (Forecast is null) return null;
        return _forecaster.Save();
    }

    /// <summary>The fallback's state to store; null as in <see cref="Save"/>.</summary>
    public byte[]? SaveFallback()
    {
        if (Forecast is null) return null;
        return [.. _charging.Save(), .. _activity.Save()];
    }

    public void Observe(PowerState power, SystemState system, in Timestamp now)
    {
        if (!now.IsTrusted) return;
        long minute = LocalClock.FloorDiv(now.Utc.ToUnixTimeSeconds(), 60);
        if (_stored is { } stored)
        {
            ChargeForecaster.TryLoad(stored, minute, idleW, prior, out _forecaster);
            _forecaster.Announced = _announced;
            _stored = null;
        }

        if (_storedFallback is { Length: > ChargingPresence.StateBytes } fallback)
        {
            _charging = ChargingPresence.Load(fallback.AsSpan(0, ChargingPresence.StateBytes), minute);
            LowestActivityHour.TryLoad(fallback.AsSpan(ChargingPresence.StateBytes), minute, out _activity);
            _storedFallback = null;
        }

        bool? isCharging = IsCharging(power);
        if (minute - _lastMin < EveryMin && isCharging == _wasCharging && Forecast is not null && !_slept) return;
        (_lastMin, _wasCharging) = (minute, isCharging);
        LocalClock clock = _clock = ClockAt(now.Utc);
        _forecaster.Observe(
            new ChargeSample(
                minute, isCharging, power.HarvestW ?? double.NaN, system.CpuPct is null ? null : system.IsIdle, power.SocPct ?? double.NaN, _slept),
            clock);
        _slept = false;
        Forecast = _forecaster.Forecast(clock, minute);
        _activity.Observe(minute, system.CpuPct ?? double.NaN, clock);
        _charging.Observe(minute, isCharging);
        NeverCharges = _charging.IsNever(minute);
        QuietestAt = DateTimeOffset.FromUnixTimeSeconds(_activity.Next(minute, clock) * 60);
    }

    private static bool? IsCharging(PowerState power)
    {
        if (power.Quality == PowerQuality.Stale) return null;
        return power.Source switch
        {
            PowerSource.External => power.Charging != ChargeStatus.Discharging,
            PowerSource.Battery => false,
            PowerSource.Unknown => null,
        };
    }

    /// <summary>The present offset, and its change within the forecast's 48 h if there is one, exact to the minute.</summary>
    private LocalClock ClockAt(DateTimeOffset utc)
    {
        long from = LocalClock.FloorDiv(utc.ToUnixTimeSeconds(), 60), to = from + (49 * 60);
        int before = OffsetAt(from), after = OffsetAt(to);
        if (before == after) return LocalClock.Fixed(before);
        while (to - from > 1)
        {
            long middle = from + ((to - from) / 2);
            if (OffsetAt(middle) == before) from = middle;
            else to = middle;
        }

        return new LocalClock(before, to, after);
    }

    private int OffsetAt(long utcMin) => (int)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(utcMin * 60)).TotalMinutes;
}
