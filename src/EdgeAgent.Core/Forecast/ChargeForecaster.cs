using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Learns when the device charges, harvests and idles, and says what it expects for the next 48 h. Fed with one sample after another,
/// in order; a gap in time or an unknown state teaches nothing. Not thread-safe: one owner.
/// </summary>
public sealed partial class ChargeForecaster
{
    private const double PriorCharging = 0.3;
    private const double PriorIdle = 0.5;
    private const int GapMin = 60;
    private const int Day = 1440;
    private const double AlarmKeeps = 0.25;
    private const double ConfidentHours = 120;
    private const double SilenceHalvesDays = 2;
    private static readonly int[] LeadsH = [1, 3, 6, 12, 24, 48];
    private const int AlarmLead = 2; // 6 h
    private const int Kept = Calibrator.Inputs + 2;

    private readonly SemiMarkovModel _model = new();
    private readonly SwitchLog _log = new();
    private readonly SlotHistory _history = new();
    private readonly OccupancyProfile _profile = new();
    private readonly OccupancyProfile _idle = new();
    private readonly OccupancyProfile _load = new();
    private readonly SkyModel _sky = new();
    private readonly SocRates _soc = new();
    private readonly DriftDetector _alarm = new();
    private readonly Calibrator[] _calibrators = [.. LeadsH.Select(_ => new Calibrator())];

    // Per lead a ring of one forecast an hour (inputs of the blend, profile, mean; mean 0 = none), kept until its outcome is known.
    private readonly double[][] _pending = [.. LeadsH.Select(h => new double[h * Kept])];
    private readonly double[] _raw = new double[ChargeForecast.Slots];
    private readonly int[] _bins = new int[SemiMarkovModel.KindCount];

    private long _firstMin = long.MaxValue;
    private long _lastMin = long.MinValue;
    private long _sinceMin = long.MinValue;
    private long _knownMin = long.MinValue;
    private long _forgotMin = long.MinValue;
    private long _alarmMin = long.MinValue;
    private long _hour = long.MinValue;
    private int _state = -1;
    private double _socPct = double.NaN;

    /// <summary>Power of the idle device, W; what harvest must exceed before a task gains from it.</summary>
    public double IdleW { get; init; } = 3;

    /// <summary>Takes in a sample. One that is not newer than the last (a clock set back) is ignored.</summary>
    public void Observe(in ChargeSample sample, LocalClock clock)
    {
        long now = sample.UtcMin;
        if (_lastMin != long.MinValue && now <= _lastMin) return;
        if (_firstMin == long.MaxValue) _firstMin = _forgotMin = now;
        Forget(now);
        int next = sample.IsCharging is { } c ? c ? 1 : 0 : -1;
        double hours = _lastMin == long.MinValue ? 0 : (now - _lastMin) / 60.0;
        bool linked = _state >= 0 && next >= 0 && hours * 60 <= GapMin;
        LocalClock habit = HabitClock(clock);
        if (linked) LearnSwitch(hours, next, habit);
        if (next >= 0) _profile.Observe(LocalClock.Cell(habit.ToLocalMin(now)), Math.Min(hours, 0.5), next);
        LearnProfiles(sample, LocalClock.Cell(clock.ToLocalMin(now)), Math.Min(hours, 0.5), next, linked, hours);
        if (next != _state || !linked)
        {
            if (linked) _log.Add(now, _state);
            _sinceMin = linked ? now : long.MinValue;
        }

        _history.Set(HistorySlot(now, habit), next);
        if (next >= 0) _knownMin = now;
        _state = next;
        _socPct = sample.SocPct;
        _lastMin = now;
        if (HourOf(now) != _hour) Hourly(now, habit);
    }

    private void LearnSwitch(double hours, int next, LocalClock clock)
    {
        int cell = LocalClock.Cell(clock.ToLocalMin(_lastMin));
        FillBins(_lastMin, _log.Bin(_state, _lastMin - Day), _log.Bin(_state, _lastMin - 7 * Day), clock);
        _bins[0] = AgeBin(_lastMin);
        _model.Observe(_state, cell, _bins, hours, next != _state);
    }

    private void LearnProfiles(in ChargeSample sample, int cell, double hours, int next, bool linked, double fullHours)
    {
        if (sample.IsIdle is { } idle) _idle.Observe(cell, hours, idle ? 1 : 0);
        if (!double.IsNaN(sample.LoadW)) _load.Observe(cell, hours, sample.LoadW);
        if (linked) _soc.Observe(_state, fullHours, sample.SocPct - _socPct);
        _sky.Observe(sample.UtcMin, hours, sample.HarvestW, next);
    }

    private int AgeBin(long at) => _sinceMin == long.MinValue ? -1 : DwellTimeBins.Bin((at - _sinceMin) / 60.0);

    /// <summary>Which corrections hold at a time; age is left out. Nothing after the newest sample is looked at.</summary>
    private void FillBins(long at, int dayAgo, int weekAgo, LocalClock clock)
    {
        long local = clock.ToLocalMin(at);
        _bins[0] = -1;
        _bins[1] = IsRecorded(at - Day) ? dayAgo : -1;
        _bins[2] = IsRecorded(at - 7 * Day) ? weekAgo : -1;
        _bins[3] = LocalClock.Weekday(local) * 4 + LocalClock.HalfHour(local) / 12;
        _bins[4] = _bins[5] = 0;
    }

    private bool IsRecorded(long at) => at >= _firstMin && at <= _lastMin;

    private void Forget(long now)
    {
        if (now - _forgotMin < Day / 4) return;
        double days = Math.Min(now - _forgotMin, 14 * Day) / (double)Day;
        _model.Forget(days);
        _profile.Forget(days);
        _idle.Forget(days);
        _load.Forget(days);
        _sky.Forget(days);
        _forgotMin = now;
    }

    // The quarter within the hour moves on every other day, so that habits which keep to full hours do not bias what is learned.
    private static long HourOf(long utcMin) => LocalClock.FloorDiv(utcMin - utcMin / (2 * Day) % 4 * ChargeForecast.SlotMinutes, 60);

    // Once an hour a forecast per lead is laid by; when its time has come, calibration, scores and the alarm learn from it.
    private void Hourly(long now, LocalClock clock)
    {
        long hour = HourOf(now);
        bool follows = hour - _hour == 1;
        if (!follows)
        {
            foreach (double[] ring in _pending) Array.Clear(ring);
        }

        _hour = hour;
        Blend blend = default;
        if (_state >= 0)
        {
            Chain(clock, ChargeForecast.Slots).Play(_raw, ChargeForecast.Slots);
            blend = PrepareBlend(clock, Surplus());
        }

        for (int i = 0; i < LeadsH.Length; i++)
        {
            int lead = LeadsH[i];
            Span<double> kept = _pending[i].AsSpan((int)(hour % lead) * Kept, Kept);
            if (_state >= 0 && kept[^1] > 0) LearnOutcome(i, kept);
            kept[^1] = blend.Mean;
            if (_state >= 0) kept[^2] = Inputs(blend, Math.Min(lead * 4, ChargeForecast.Slots - 1), kept);
        }
    }

    private void LearnOutcome(int lead, ReadOnlySpan<double> kept)
    {
        Calibrator calibrator = _calibrators[lead];
        ReadOnlySpan<double> inputs = kept[..Calibrator.Inputs];
        if (lead == AlarmLead)
        {
            double error = calibrator.Predict(inputs, kept[^2]) - _state;
            if (_alarm.Observe(error * error)) StartAfresh();
        }

        calibrator.Learn(inputs, kept[^1], _state);
    }

    private void StartAfresh()
    {
        _alarmMin = _lastMin;
        _model.Scale(AlarmKeeps);
        _profile.Scale(AlarmKeeps);
    }

    /// <summary>What charging follows: the wall clock or, on a solar site, the sun, which no change of the clock moves.</summary>
    private LocalClock HabitClock(LocalClock clock) => _sky.IsKnown ? LocalClock.Fixed(0) : clock;

    private static long HistorySlot(long utcMin, LocalClock habit) => LocalClock.FloorDiv(habit.ToLocalMin(utcMin), ChargeForecast.SlotMinutes);

    private double ProfileAt(long utcMin, double mean, LocalClock clock) => _profile.At(LocalClock.Cell(clock.ToLocalMin(utcMin)), mean);
}
