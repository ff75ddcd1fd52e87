using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

public sealed partial class ChargeForecaster
{
    /// <summary>What is expected from the newest sample on. Before the first sample: the prior, from <paramref name="nowUtcMin"/> on.</summary>
    public ChargeForecast Forecast(LocalClock clock, long nowUtcMin)
    {
        if (_lastMin == long.MinValue) _firstMin = _lastMin = _forgotMin = nowUtcMin;
        LocalClock habit = HabitClock(clock);
        ChargeChain chain = Chain(habit, ChargeForecast.Slots);
        double[] p = Probabilities(chain, habit);
        bool isAnnounced = Announce(p, clock);
        if (Has(ForecastParts.Tilt)) chain = chain.Tilted(p, isAnnounced ? Tilting.MostAnnounced : Tilting.Most);
        return new ChargeForecast
        {
            StartUtc = DateTimeOffset.FromUnixTimeSeconds(LocalClock.FloorDiv(_lastMin, ChargeForecast.SlotMinutes) * ChargeForecast.SlotMinutes * 60),
            ChainStart = At(_lastMin),
            Chain = chain,
            PCharging = p,
            Soc = _soc.Slopes,
            Surplus = _sky.IsKnown && Has(ForecastParts.Sky) ? _sky.Forecast(_lastMin, IdleW) : null,
            PIdle = Profile(_idle, Profiles.UsualIdle, clock),
            Kind = HasPanel ? new LikelyKind(LikelyKind.Solar, 1) : _model.Usual()?.Likeliest,
            Confidence = Confidence(),
            LengthHours = chain.WindowHours(),
            Windows = Windows(chain, p),
            Quality = [.. LeadsH.Select((h, i) => Quality(h, _calibrators[i]))],
        };
    }

    /// <summary>
    /// The learned week: share of time on charge, 7 days (Monday first) of 24 local hours; null where nothing was seen. The days from
    /// Monday to Friday are learned as one, and so are both of the weekend.
    /// </summary>
    public double?[][] Week(LocalClock clock)
    {
        double mean = _profile.Mean(Profiles.UsualCharging);
        // 1970-01-05 was a Monday. The shift turns local hours into hours of the clock that the habit is learned by.
        int shift = HabitClock(clock).OffsetMin - clock.OffsetMin;
        return [.. Enumerable.Range(0, 7).Select(day => Enumerable.Range(0, 24).Select(hour => WeekHour((day + 4) * Day + hour * 60 + shift, mean)).ToArray())];
    }

    private double? WeekHour(long minute, double mean)
    {
        int cell = LocalClock.Cell(minute), next = LocalClock.Cell(minute + 30);
        return _profile.IsSeen(cell) || _profile.IsSeen(next) ? (_profile.At(cell, mean) + _profile.At(next, mean)) / 2 : null;
    }

    /// <summary>The calibrated probabilities of charging alone, for the given quarter hours after the newest sample.</summary>
    public void ProbabilitiesAhead(LocalClock clock, ReadOnlySpan<int> slots, Span<double> into)
    {
        int ahead = 0;
        foreach (int slot in slots) ahead = Math.Max(ahead, slot);
        LocalClock habit = HabitClock(clock);
        Blend blend = PrepareBlend(Chain(habit, ahead + 1), ahead + 1, habit);
        for (int i = 0; i < slots.Length; i++) into[i] = AnnouncedPower.Blend(Calibrated(blend, slots[i]), Announced, MiddleOf(slots[i]), clock);
    }

    // Slot 0 is measured, so no announcement changes it.
    private bool Announce(double[] p, LocalClock clock)
    {
        if (Announced.Count == 0) return false;
        for (int k = 1; k < p.Length; k++) p[k] = AnnouncedPower.Blend(p[k], Announced, MiddleOf(k), clock);
        return true;
    }

    private long MiddleOf(int slot) => _lastMin + slot * ChargeForecast.SlotMinutes + ChargeForecast.SlotMinutes / 2;

    /// <summary>The sources of the blend's inputs at one moment.</summary>
    /// <param name="Chain">The chain's probabilities.</param>
    private readonly record struct Blend(double[] Chain, double Mean, double LogitMean, LocalClock Clock);

    private Blend PrepareBlend(ChargeChain chain, int slots, LocalClock clock)
    {
        double mean = MeanCharging();
        return new Blend(chain.Play(slots), mean, Calibrator.Logit(mean), clock);
    }

    /// <summary>Inputs of the blend for a slot ahead; returns the profile.</summary>
    private double Inputs(in Blend blend, int slot, Span<double> into)
    {
        long at = _lastMin + slot * ChargeForecast.SlotMinutes, past = HistorySlot(at, blend.Clock);
        double profile = ProfileAt(at, blend.Mean, blend.Clock), m = blend.LogitMean;
        double yesterday = _history.At(past - SlotHistory.PerDay);
        into[0] = Calibrator.Logit(blend.Chain[slot]);
        into[1] = Has(ForecastParts.Profile) ? Calibrator.Logit(profile) - m : 0;
        into[2] = m;
        into[3] = !Has(ForecastParts.Alike) ? 0 : Calibrator.Logit(_history.Alike(slot, profile)) - m;
        into[4] = yesterday < 0 || !Has(ForecastParts.Yesterday) ? 0 : yesterday - 0.5;
        into[5] = 1;
        return profile;
    }

    /// <summary>The chain from the newest sample on. At least the next <paramref name="slots"/> have their rates. It is kept until the next sample, as are the past moments like the present one, which are found with it.</summary>
    private ChargeChain Chain(LocalClock clock, int slots)
    {
        if (_chain is null || _chainClock != clock)
        {
            _history.FindAlike();
            (_chain, _chainClock, _chainSlots) = (new ChargeChain { NowCharging = _state >= 0 ? _state : ProfileAt(_lastMin, MeanCharging(), clock) }, clock, 0);
            for (int i = 0; i < _chain.Age.Length; i++) _chain.Age[i] = _model.AgeCorrection(i / DwellTimeBins.Cells, DwellTimeBins.BinOfCell[i % DwellTimeBins.Cells]);
        }

        if (_chainSlots < slots) FillRates(_chain, clock, _chainSlots, slots - _chainSlots);
        _chainSlots = Math.Max(_chainSlots, slots);
        return _chain;
    }

    private void FillRates(ChargeChain chain, LocalClock clock, int first, int count)
    {
        Span<int> dayAgo = stackalloc int[count], weekAgo = stackalloc int[count];
        long from = _lastMin + first * ChargeForecast.SlotMinutes;
        for (int x = 0; x < 2; x++)
        {
            _log.Fill(x, from - Day, ChargeForecast.SlotMinutes, dayAgo);
            _log.Fill(x, from - 7 * Day, ChargeForecast.SlotMinutes, weekAgo);
            for (int k = 0; k < count; k++)
            {
                long at = from + k * ChargeForecast.SlotMinutes;
                FillBins(at, dayAgo[k], weekAgo[k], clock);
                int to = x * ChargeForecast.Slots + first + k;
                chain.Rate[to] = 0.25 * _model.RateWithoutAge(x, LocalClock.Cell(clock.ToLocalMin(at)), _bins);
                chain.RunAge[to] = _model.AgeCorrection(x, AgeBin(at));
            }
        }
    }

    private double[] Probabilities(ChargeChain chain, LocalClock clock)
    {
        Blend blend = PrepareBlend(chain, ChargeForecast.Slots, clock);
        var p = new double[ChargeForecast.Slots];
        p[0] = blend.Chain[0];
        for (int k = 1; k < p.Length; k++) p[k] = Calibrated(blend, k);
        return p;
    }

    // Between two learned leads their results are interpolated; below the first, between the chain and that of the first.
    private double Calibrated(in Blend blend, int slot)
    {
        if (!Has(ForecastParts.Blend)) return blend.Chain[slot];
        Span<double> inputs = stackalloc double[Calibrator.Inputs];
        double profile = Inputs(blend, slot, inputs), leadH = slot / 4.0;
        int hi = 0;
        while (hi < LeadsH.Length - 1 && LeadsH[hi] < leadH) hi++;
        double above = _calibrators[hi].Predict(inputs, profile, Has(ForecastParts.Reliability));
        if (hi == 0) return blend.Chain[slot] + (above - blend.Chain[slot]) * leadH;
        if (LeadsH[hi] <= leadH) return above;
        double f = (leadH - LeadsH[hi - 1]) / (LeadsH[hi] - LeadsH[hi - 1]);
        return _calibrators[hi - 1].Predict(inputs, profile, Has(ForecastParts.Reliability)) * (1 - f) + above * f;
    }

    private double[]? Profile(OccupancyProfile profile, double prior, LocalClock clock)
    {
        if (profile.HoursSeen() <= 0) return null;
        var values = new double[ChargeForecast.Slots];
        double mean = profile.Mean(prior);
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = profile.At(LocalClock.Cell(clock.ToLocalMin(_lastMin + k * ChargeForecast.SlotMinutes)), mean);
        }

        return values;
    }

    private double Confidence()
    {
        double exposure = 1 - Math.Exp(-_profile.HoursSeen() / Worth.ConfidentHours);
        double silentDays = _knownMin == long.MinValue ? 0 : (_lastMin - _knownMin) / (double)Day;
        return Math.Round(exposure * Math.Pow(0.5, silentDays / Worth.SilenceHalvesDays) * Math.Clamp(Worth.WithoutSkill + (1 - Worth.WithoutSkill) * _calibrators[ConfidenceLead].Skill, Worth.Least, 1), 3);
    }

    private List<ChargeWindow> Windows(ChargeChain chain, double[] p)
    {
        var windows = new List<ChargeWindow>();
        bool isCharging = chain.NowCharging >= 0.5;
        DateTimeOffset start = At(_sinceMin == long.MinValue ? _lastMin : _sinceMin);
        foreach (double hours in chain.Switches(p))
        {
            DateTimeOffset at = At(_lastMin).AddHours(hours);
            if (isCharging) windows.Add(new ChargeWindow(start, at));
            else start = at;
            isCharging = !isCharging;
        }

        if (isCharging) windows.Add(new ChargeWindow(start, null));
        return windows;
    }

    private static LeadQuality Quality(int leadH, Calibrator c) => new(leadH, c.Brier, c.Skill, c.CalibrationError, c.IsWithoutSkill);

    private static DateTimeOffset At(long minutes) => DateTimeOffset.FromUnixTimeSeconds(minutes * 60);
}
