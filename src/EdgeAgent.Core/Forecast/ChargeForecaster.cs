using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Learns when the device charges, harvests and idles, and forecasts the next 48 h. Takes one sample after another, in the order of time; a gap
/// or an unknown state teaches nothing. Between samples that are further apart than a quarter hour, but not by a gap, the quarter hours are
/// filled in: the state stays, and the harvest is interpolated. Not thread-safe: one owner.
/// </summary>
/// <param name="prior">What was learned from other devices; a new device uses it until it has learned its own habits.</param>
public sealed partial class ChargeForecaster(ChargePrior prior)
{
    private const int Day = 1440;
    private static readonly int[] LeadsH = [1, 3, 6, 12, 24, 48];
    private const int ConfidenceLead = 2; // 6 h
    private const int Kept = Calibrator.Inputs + 2;

    private readonly SemiMarkovModel _model = new(prior);
    private readonly SwitchLog _log = new();
    private readonly SlotHistory _history = new();
    private readonly OccupancyProfile _profile = new();
    private readonly OccupancyProfile _idle = new();
    private readonly SkyModel _sky = new();
    private readonly SocSlopeLearner _soc = new();
    private readonly Calibrator[] _calibrators = [.. LeadsH.Select(_ => new Calibrator())];

    // Per lead a ring of one forecast an hour (inputs of the blend, profile, mean; mean 0 = none), kept until its outcome is known.
    private readonly double[][] _pending = [.. LeadsH.Select(h => new double[h * Kept])];
    private readonly int[] _bins = new int[SemiMarkovModel.KindCount];

    private long _firstMin = long.MaxValue;
    private long _lastMin = long.MinValue;
    private long _sinceMin = long.MinValue;
    private long _knownMin = long.MinValue;
    private long _forgotMin = long.MinValue;
    private long _hour = long.MinValue;
    private int _state = -1;
    private ChargeChain? _chain;
    private LocalClock _chainClock;
    private int _chainSlots;
    private double _socPct = double.NaN;
    private double _harvestW = double.NaN;

    /// <summary>A forecaster without a prior.</summary>
    public ChargeForecaster()
        : this(ChargePrior.None)
    {
    }

    /// <summary>Power of the idle device, W. A task gains only from harvest above it.</summary>
    public double IdleW { get; init; } = 3;

    /// <summary>A harvest was seen: the forecast uses the site's own sky and no prior.</summary>
    public bool HasPanel => _sky.IsKnown;

    /// <summary>The components that are used; a measurement leaves some out.</summary>
    public ForecastParts Parts { get; init; } = ForecastParts.All;

    /// <summary>Announced hours with or without power.</summary>
    public IReadOnlyList<AnnouncedPower> Announced { get; set; } = [];

    private bool Has(ForecastParts part) => (Parts & part) != ForecastParts.None;

    /// <summary>Takes in a sample. One that is not newer than the last (a clock set back) is ignored.</summary>
    public void Observe(in ChargeSample sample, LocalClock clock)
    {
        if (_lastMin != long.MinValue && sample.UtcMin <= _lastMin) return;
        FillIn(sample, clock);
        Take(sample, clock);
    }

    internal void AddTo(SemiMarkovModel model, OccupancyProfile profile)
    {
        _model.AddTo(model);
        _profile.AddTo(profile);
    }

    private bool IsLinked(in ChargeSample sample)
    {
        if (_state < 0 || sample.IsCharging is null) return false;
        return sample.UtcMin - _lastMin <= (sample.EndsSleep ? Sampling.MostSleepMin : Sampling.GapMin);
    }

    // Between two samples the earlier state holds. Over a sleep only both ends are known, so a change is assumed in its middle.
    private void FillIn(in ChargeSample sample, LocalClock clock)
    {
        long from = _lastMin, span = sample.UtcMin - from;
        if (span <= ChargeForecast.SlotMinutes || !IsLinked(sample)) return;
        bool was = _state == 1;
        (double harvestW, double socPct) = (_harvestW, _socPct);
        long changed = sample.EndsSleep ? from + span / 2 : sample.UtcMin;
        long first = (LocalClock.FloorDiv(from, ChargeForecast.SlotMinutes) + 1) * ChargeForecast.SlotMinutes;
        for (long at = first; at < sample.UtcMin; at += ChargeForecast.SlotMinutes)
        {
            double part = (double)(at - from) / span;
            Take(
                new ChargeSample(
                    at, at < changed ? was : sample.IsCharging, harvestW + part * (sample.HarvestW - harvestW), SocPct: socPct + part * (sample.SocPct - socPct)),
                clock);
        }
    }

    private void Take(in ChargeSample sample, LocalClock clock)
    {
        long now = sample.UtcMin;
        _chain = null;
        if (!double.IsNaN(sample.HarvestW)) _model.HasPanel();
        bool linked = IsLinked(sample);
        if (_firstMin == long.MaxValue) _firstMin = _forgotMin = now;
        Forget(now);
        int next = sample.IsCharging switch { true => 1, false => 0, null => -1 };
        double hours = _lastMin == long.MinValue ? 0 : (now - _lastMin) / 60.0;
        LocalClock habit = HabitClock(clock);
        if (linked) LearnSwitch(hours, next, habit);
        if (next >= 0) _profile.Observe(LocalClock.Cell(habit.ToLocalMin(now)), Math.Min(hours, Sampling.MostHours), next);
        LearnProfiles(sample, LocalClock.Cell(clock.ToLocalMin(now)), next, linked, hours);
        if (next != _state || !linked)
        {
            if (linked) _log.Add(now, _state);
            _sinceMin = linked ? now : long.MinValue;
        }

        _history.Set(HistorySlot(now, habit), next);
        if (next >= 0) _knownMin = now;
        _state = next;
        _socPct = sample.SocPct;
        _harvestW = sample.HarvestW;
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

    private void LearnProfiles(in ChargeSample sample, int cell, int next, bool linked, double fullHours)
    {
        double hours = Math.Min(fullHours, Sampling.MostHours);
        if (sample.IsIdle is { } idle) _idle.Observe(cell, hours, idle ? 1 : 0);
        if (linked) _soc.Observe(_state, fullHours, _socPct, sample.SocPct);
        _sky.Observe(sample.UtcMin, hours, sample.HarvestW, next);
    }

    private int AgeBin(long at) => _sinceMin == long.MinValue || !Has(ForecastParts.Age) ? -1 : DwellTimeBins.Bin((at - _sinceMin) / 60.0);

    /// <summary>Fills in the bins of the corrections for a time, without that of the age. Uses no data after the newest sample.</summary>
    private void FillBins(long at, int dayAgo, int weekAgo, LocalClock clock)
    {
        long local = clock.ToLocalMin(at);
        _bins[0] = -1;
        _bins[1] = Has(ForecastParts.DayAgo) && IsRecorded(at - Day) ? dayAgo : -1;
        _bins[2] = Has(ForecastParts.WeekAgo) && IsRecorded(at - 7 * Day) ? weekAgo : -1;
        _bins[3] = Has(ForecastParts.Weekday) ? LocalClock.Weekday(local) * 4 + LocalClock.HalfHour(local) / 12 : -1;
        _bins[4] = _bins[5] = Has(ForecastParts.Busy) ? 0 : -1;
    }

    private bool IsRecorded(long at) => at >= _firstMin && at <= _lastMin;

    private void Forget(long now)
    {
        if (now - _forgotMin < Sampling.ForgetEveryDays * Day) return;
        double days = Math.Min((now - _forgotMin) / (double)Day, Sampling.MostForgetDays);
        _model.Forget(days);
        _profile.Forget(days);
        _idle.Forget(days);
        _sky.Forget(days);
        _forgotMin = now;
    }

    // The hour begins a quarter hour later every other day, so that habits at full hours do not bias what is learned.
    private static long HourOf(long utcMin) => LocalClock.FloorDiv(utcMin - utcMin / (2 * Day) % 4 * ChargeForecast.SlotMinutes, 60);

    // Once an hour a forecast per lead is kept; when its outcome is known, calibration and scores learn from it.
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
            blend = PrepareBlend(Chain(clock, ChargeForecast.Slots), ChargeForecast.Slots, clock);
        }

        for (int i = 0; i < LeadsH.Length; i++)
        {
            int lead = LeadsH[i];
            Span<double> kept = _pending[i].AsSpan((int)(hour % lead) * Kept, Kept);
            if (_state >= 0 && kept[^1] > 0) _calibrators[i].Learn(kept[..Calibrator.Inputs], kept[^1], _state);
            kept[^1] = blend.Mean;
            if (_state >= 0) kept[^2] = Inputs(blend, Math.Min(lead * 4, ChargeForecast.Slots - 1), kept);
        }
    }

    /// <summary>The clock by which charging is learned: the wall clock or, on a solar site, UTC, because a change of the wall clock does not move the sun.</summary>
    private LocalClock HabitClock(LocalClock clock) => _sky.IsKnown ? LocalClock.Fixed(0) : clock;

    private static long HistorySlot(long utcMin, LocalClock habit) => LocalClock.FloorDiv(habit.ToLocalMin(utcMin), ChargeForecast.SlotMinutes);

    private double MeanCharging() => _profile.Mean(_model.Usual()?.Profile.Average() ?? Profiles.UsualCharging);

    private double ProfileAt(long utcMin, double mean, LocalClock clock)
    {
        int cell = LocalClock.Cell(clock.ToLocalMin(utcMin));
        return _model.Usual() is { } usual ? _profile.At(cell, mean, usual.Profile, Switching.UsualProfileHours) : _profile.At(cell, mean);
    }
}
