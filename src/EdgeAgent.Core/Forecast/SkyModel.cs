using System.Numerics.Tensors;
using EdgeAgent.Core.Time;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Learns what a panel gives, W: the envelope is the most that it gave lately at each quarter hour of UTC (a change of the clock must not move the
/// sun), and the clearness is the harvest as a share of the envelope. The clearness is a Markov chain of classes in quarter hours of daylight; each
/// day begins with a new draw of the class. All counts are forgotten exponentially.
/// </summary>
internal sealed class SkyModel
{
    public const int Classes = 7;

    private const int PerDay = 96;

    internal double[] Envelope { get; } = new double[PerDay];

    /// <summary>Counts [class][next class].</summary>
    internal double[] Moves { get; } = new double[Classes * Classes];

    /// <summary>Counts of the first class of a day.</summary>
    internal double[] Dawns { get; } = new double[Classes];

    /// <summary>Harvest at which charging begins or ends, W; number of switches that it was learned from.</summary>
    internal double[] Learned { get; } = [0, 0];

    private long _slot = long.MinValue;
    private double _sum;
    private double _hours;
    private double _lastW = double.NaN;
    private int _lastState = -1;
    private int _class = -1;

    /// <summary>True once any harvest was seen.</summary>
    public bool IsKnown { get; internal set; }

    private double ThresholdW => Learned[1] > 0 ? Learned[0] : Sky.UsualThresholdW;

    /// <summary>Takes a sample that stands for the <paramref name="hours"/> before it; NaN watts and a negative state mean not known.</summary>
    public void Observe(long utcMin, double hours, double watts, int state)
    {
        long slot = SlotOf(utcMin);
        if (slot != _slot) Close(slot);
        if (!double.IsNaN(watts))
        {
            _sum += watts * hours;
            _hours += hours;
            IsKnown |= watts > Sky.DaylightW;
            if (_lastState >= 0 && state >= 0 && state != _lastState && !double.IsNaN(_lastW)) LearnThreshold((watts + _lastW) / 2);
        }

        (_lastW, _lastState) = (watts, state);
    }

    public void Forget(double days)
    {
        double keep = Math.Pow(0.5, days / Sky.HalfLifeDays);
        TensorPrimitives.Multiply(Moves, keep, Moves);
        TensorPrimitives.Multiply(Dawns, keep, Dawns);
    }

    private void LearnThreshold(double watts)
    {
        Learned[1] = Math.Min(Learned[1] + 1, Sky.MostSwitches);
        Learned[0] += (watts - Learned[0]) / Learned[1];
    }

    private void Close(long next)
    {
        if (_slot != long.MinValue && _hours > Sky.LeastHours) LearnSlot((int)(_slot % PerDay), _sum / _hours);
        // After a gap no move is counted, because those in it were not seen.
        if (next - _slot > 4) _class = -1;
        _slot = next;
        _sum = _hours = 0;
    }

    private void LearnSlot(int at, double watts)
    {
        double envelope = Envelope[at];
        if (envelope > Sky.DaylightW) LearnMove(watts / envelope);
        else _class = -1;
        double rate = watts > envelope ? Sky.Rise : Sky.Fall;
        Envelope[at] = envelope == 0 ? watts : envelope + rate * (watts - envelope);
    }

    private void LearnMove(double ratio)
    {
        int c = ClassOf(ratio);
        if (_class >= 0) Moves[_class * Classes + c] += 1;
        else Dawns[c] += 1;
        _class = c;
    }

    private static int ClassOf(double ratio)
    {
        int c = 0;
        while (c + 1 < Classes && ratio > (Sky.Ratio[c] + Sky.Ratio[c + 1]) / 2) c++;
        return c;
    }

    /// <summary>The forecast from <paramref name="nowMin"/> on.</summary>
    public SurplusForecast Forecast(long nowMin, double idleW)
    {
        var forecast = new SurplusForecast { IdleW = idleW, ThresholdW = ThresholdW };
        for (int k = 0; k < ChargeForecast.Slots; k++)
        {
            forecast.EnvelopeW[k] = Envelope[(int)(SlotOf(nowMin + k * ChargeForecast.SlotMinutes) % PerDay)];
        }

        for (int c = 0; c < Classes; c++) Shrunk(Moves.AsSpan(c * Classes, Classes), Sky.Step.AsSpan(c * Classes, Classes), Sky.StepMoves, forecast.Step.AsSpan(c * Classes, Classes));
        Shrunk(Dawns, Sky.Dawn, Sky.DawnMoves, forecast.Dawn);
        FillNow(forecast);
        forecast.Play();
        return forecast;
    }

    // Uses the newest sample and not the mean of the last quarter hour, because a gap in the clouds must be used while it lasts.
    private void FillNow(SurplusForecast forecast)
    {
        Span<double> now = forecast.Chance.AsSpan(0, Classes);
        if (double.IsNaN(_lastW) || forecast.EnvelopeW[0] <= Sky.DaylightW)
        {
            forecast.Dawn.CopyTo(now);
            return;
        }

        double ratio = Math.Clamp(_lastW / forecast.EnvelopeW[0], Sky.Ratio[0], Sky.Ratio[^1]);
        int low = 0;
        while (low + 2 < Classes && Sky.Ratio[low + 1] < ratio) low++;
        double part = (ratio - Sky.Ratio[low]) / (Sky.Ratio[low + 1] - Sky.Ratio[low]);
        now[low] = 1 - part;
        now[low + 1] = part;
    }

    private static void Shrunk(ReadOnlySpan<double> counts, ReadOnlySpan<double> prior, double strength, Span<double> into)
    {
        TensorPrimitives.MultiplyAdd(prior, strength, counts, into);
        TensorPrimitives.Divide(into, TensorPrimitives.Sum<double>(into), into);
    }

    private static long SlotOf(long utcMin) => LocalClock.FloorDiv(utcMin, ChargeForecast.SlotMinutes);
}
