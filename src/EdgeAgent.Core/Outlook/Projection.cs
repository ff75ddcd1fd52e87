using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Outlook;

/// <summary>
/// The expected course of power and charge over the next 48 h, from which every estimate is taken. External power comes and goes at the medians of the
/// forecast, so up to the first change the charge is the median one. Immutable.
/// </summary>
public sealed class Projection
{
    /// <summary>Times of the states: a minute apart for an hour, five minutes apart until six hours, then a quarter hour.</summary>
    private static readonly TimeSpan[] Times = MakeTimes();

    private readonly ProjectionInput _input;
    private readonly SocSlope _slope;
    private readonly ProjectedState[] _states = new ProjectedState[Times.Length];
    private readonly double _emptyPct;

    public Projection(ProjectionInput input)
    {
        _input = input;
        _slope = new SocSlope(input.Power, input.Forecast?.Soc ?? default);
        _emptyPct = Math.Max(input.Power.EmptyPct, input.Settings.ShutdownPct);
        Play();
    }

    public DateTimeOffset Start => _input.Now.Utc;

    /// <summary>The states in order of time; the first is now.</summary>
    public IReadOnlyList<ProjectedState> States => _states;

    /// <summary>The first time within a day in which the device is off; null when its battery lasts.</summary>
    public DarkSpan? Dark { get; private set; }

    /// <summary>The least distance of the coming day's charge to the shutdown level, in percent; null when the charge is not known.</summary>
    public double? MarginPct { get; private set; }

    public DateTimeOffset At(int index) => Start + Times[index];

    /// <summary>The first state at or after a time; null beyond the horizon.</summary>
    public int? IndexAt(DateTimeOffset time)
    {
        int found = Array.BinarySearch(Times, time - Start);
        int index = found >= 0 ? found : ~found;
        return index < Times.Length ? index : null;
    }

    /// <summary>There is external power at that state, and it ends before the charge reaches <paramref name="pct"/>.</summary>
    public bool EndsBefore(int index, double pct)
    {
        for (int i = index; i < _states.Length && _states[i].Source == PowerSource.External; i++)
        {
            if (_states[i].SocPct >= pct || _states[i].IsFull || i == _states.Length - 1) return false;
        }

        return true;
    }

    /// <summary>How long the battery lasts without external power; null when it does not drain, or the rate is unknown.</summary>
    public TimeSpan? TimeToEmpty()
    {
        PowerState power = _input.Power;
        if (power.Source == PowerSource.External || power.RatePctPerHour is not < 0 || power.SocPct is not { } soc) return null;
        if (soc <= _emptyPct) return TimeSpan.Zero;
        double hours = 0;
        const double step = 1.0 / 60;
        for (; hours < Pack.LearnedFromHours; hours += step)
        {
            double drop = -step * _slope.At(hours, isExternal: false, soc);
            if (soc - drop <= _emptyPct) return TimeSpan.FromHours(hours + step * (soc - _emptyPct) / drop);
            soc -= drop;
        }

        double rate = -_slope.At(hours, isExternal: false, soc);
        return TimeSpan.FromHours(Math.Min(Pack.LongestHours, hours + (soc - _emptyPct) / Math.Max(rate, 1e-9)));
    }

    /// <summary>Charge at a time, percent, between two states in a straight line; the present one before now.</summary>
    public double? SocAt(DateTimeOffset time)
    {
        if (time <= Start) return _states[0].SocPct;
        if (IndexAt(time) is not { } index || index == 0) return _states[^1].SocPct;
        double part = (time - At(index - 1)) / (Times[index] - Times[index - 1]);
        return _states[index - 1].SocPct + part * (_states[index].SocPct - _states[index - 1].SocPct);
    }

    private void Play()
    {
        PowerState power = _input.Power;
        var windows = new ExpectedPower(_input);
        double? soc = power.HasBattery ? power.SocPct : 100;
        OperatingMode mode = _input.Mode;
        bool isFull = power.Charging == ChargeStatus.Full, isHeld = isFull, isDark = false;
        for (int i = 0; i < Times.Length; i++)
        {
            PowerSource source = windows.SourceAt(Times[i]);
            bool isExternal = source == PowerSource.External;
            if (i > 0)
            {
                soc = Moved(soc, i, isExternal, isHeld && isExternal);
                // A pack whose charger reports "full" stays full, at any charge, until it is unplugged.
                isHeld &= isExternal;
                isFull = isHeld || (isExternal && soc >= Pack.FullPct);
                isDark = source == PowerSource.Battery && _input.Power.HasBattery && (isDark || soc <= _emptyPct);
            }

            bool isPowered = i == 0 ? power.IsPowered : windows.IsPoweredAt(Times[i]) || isFull;
            if (i > 0) mode = OperatingModes.Next(mode, Assumed(soc, source, isPowered, isFull), _input.Modes);
            Mark(i, isDark, isExternal);
            if (Times[i] <= TimeSpan.FromHours(24) && soc is { } known) MarginPct = Math.Min(MarginPct ?? 100, known - _emptyPct);
            _states[i] = new ProjectedState(Times[i], soc, source, isPowered, isFull, isDark, mode, ChargingIn(source, isFull));
        }
    }

    private double? Moved(double? soc, int i, bool isExternal, bool isHeld)
    {
        if (soc is not { } before || !_input.Power.HasBattery || isHeld) return soc;
        double hours = (Times[i] - Times[i - 1]).TotalHours;
        double after = before + hours * _slope.At(Times[i - 1].TotalHours, isExternal, before);
        // The charge does not fall below the level at which the pack is empty.
        return Math.Round(Math.Clamp(after, Math.Min(before, _emptyPct), 100), 9);
    }

    private PowerState Assumed(double? soc, PowerSource source, bool isPowered, bool isFull) => _input.Power with
    {
        SocPct = soc,
        Source = source,
        IsPowered = isPowered,
        Charging = ChargingIn(source, isFull),
    };

    private ChargeStatus ChargingIn(PowerSource source, bool isFull)
    {
        if (source != PowerSource.External) return source == PowerSource.Battery ? ChargeStatus.Discharging : ChargeStatus.Unknown;
        if (isFull) return ChargeStatus.Full;
        bool isWeak = _input.Power is { Source: PowerSource.External, Charging: ChargeStatus.Discharging };
        if (isWeak) return ChargeStatus.Discharging;
        return ChargeStatus.Charging;
    }

    // Only the first dark time within a day is kept: a later one is too uncertain for an alarm.
    private void Mark(int i, bool isDark, bool isExternal)
    {
        if (Times[i] > TimeSpan.FromHours(24) && Dark is not { Until: null }) return;
        if (isDark && Dark is null) Dark = new DarkSpan(At(i), null);
        else if (isExternal && Dark is { Until: null } dark) Dark = dark with { Until = At(i) };
    }

    private static TimeSpan[] MakeTimes()
    {
        var times = new List<TimeSpan>();
        for (int minute = 0; minute <= ChargeForecast.Slots * ChargeForecast.SlotMinutes; minute += StepAfter(minute)) times.Add(TimeSpan.FromMinutes(minute));
        return [.. times];
    }

    private static int StepAfter(int minute)
    {
        if (minute < 60) return 1;
        if (minute < 360) return 5;
        return ChargeForecast.SlotMinutes;
    }
}
