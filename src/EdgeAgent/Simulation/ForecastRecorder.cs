using System.Globalization;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Simulation;

/// <summary>
/// Scores the forecaster as contract section 6 defines it: every 15 min slot from the first row on, the probability for 1, 6 and 24 h
/// ahead as known then, against what was recorded; climatology is the running mean up to then.
/// </summary>
public sealed class ForecastRecorder
{
    private static readonly int[] LeadsH = [1, 6, 24];
    private static readonly int[] LeadSlots = [4, 24, 96];
    private const double PriorMean = 0.5;
    private const int SlotS = 900;

    private readonly List<(long TimeS, double P1, double P6, double P24, double Climatology)> _slots = [];
    private long _next = long.MinValue;
    private double _charging;
    private double _known;

    /// <summary>To be called after the forecaster has seen the slot.</summary>
    public void Record(Trace trace, int slot, ChargeForecaster forecaster)
    {
        if (trace.Charging[slot] >= 0)
        {
            // By time, in usual steps: a row that stands for a minute does not count as much as one of ten.
            double steps = (double)trace.SpanOf(slot) / trace.StepS;
            _known += steps;
            _charging += steps * trace.Charging[slot];
        }

        long now = trace.TimeOf(slot);
        if (_next == long.MinValue) _next = now;
        long end = trace.TimeOf(slot + 1);
        if (end <= _next) return;
        double climatology = _known > 0 ? _charging / _known : PriorMean;
        for (; _next < end; _next += SlotS) Add(forecaster, LocalClock.Fixed(trace.OffsetMin[slot]), (int)Math.Max(0, (_next - now) / SlotS), climatology);
    }

    // A row longer than a slot: the lead counts from the slot, what is known is as old as the row.
    private void Add(ChargeForecaster forecaster, LocalClock clock, int slotsOld, double climatology)
    {
        Span<int> ahead = [LeadSlots[0] + slotsOld, LeadSlots[1] + slotsOld, LeadSlots[2] + slotsOld];
        Span<double> p = stackalloc double[3];
        forecaster.ProbabilitiesAhead(clock, ahead, p);
        // Scored as it is written out, so that whoever recomputes gets the same figures.
        foreach (ref double value in p) value = Math.Round(value, 4);
        _slots.Add((_next, p[0], p[1], p[2], climatology));
    }

    public ForecastScore[] Score(Trace trace) => [.. LeadsH.Select((h, i) => Score(trace, h, i))];

    private ForecastScore Score(Trace trace, int leadH, int index)
    {
        double brier = 0, climatology = 0;
        var bins = new (int Count, double P, double Y)[10];
        int n = 0;
        foreach (var slot in _slots)
        {
            long at = slot.TimeS + leadH * 3600;
            if (at >= trace.EndS) break;
            int y = trace.Charging[trace.SlotOf(at)];
            if (y < 0) continue;
            double p = index switch { 0 => slot.P1, 1 => slot.P6, _ => slot.P24 };
            brier += (p - y) * (p - y);
            climatology += (slot.Climatology - y) * (slot.Climatology - y);
            ref var bin = ref bins[Math.Min(9, (int)(p * 10))];
            bin = (bin.Count + 1, bin.P + p, bin.Y + y);
            n++;
        }

        if (n == 0) return new ForecastScore(leadH, double.NaN, double.NaN, double.NaN, double.NaN, 0);
        return new ForecastScore(leadH, brier / n, climatology / n, climatology > 0 ? 1 - brier / climatology : 0, bins.Sum(b => Math.Abs(b.P - b.Y)) / n, n)
        {
            Bins = [.. bins.Select(b => b.Count == 0 ? default : new CalibrationBin(b.Count, b.P / b.Count, b.Y / b.Count))],
        };
    }

    /// <summary>Every slot with its probabilities, in order of time.</summary>
    public IReadOnlyList<(long TimeS, double P1, double P6, double P24, double Climatology)> Slots => _slots;

    public void Write(string path)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine("timestamp_utc,p_1h,p_6h,p_24h");
        foreach (var s in _slots)
        {
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ResultJson.Rfc3339(s.TimeS)},{s.P1:0.0000},{s.P6:0.0000},{s.P24:0.0000}"));
        }
    }
}
