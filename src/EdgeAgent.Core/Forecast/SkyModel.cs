using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// What a panel gives, W: the most that it gave lately at each quarter hour of UTC (a change of the clock must not move the sun), and
/// how the sky compares with that. The sky is a Markov chain in quarter hours of daylight over classes of clearness, whose moves depend
/// on how bright the last hours were; over night the brightness stays and the class is drawn anew. All counts are forgotten.
/// </summary>
internal sealed class SkyModel
{
    public const int Classes = 7;
    public const int Levels = 3;

    /// <summary>A state is level * Classes + class.</summary>
    public const int States = Levels * Classes;

    /// <summary>Below this envelope it is night: ratios say nothing.</summary>
    public const double DaylightW = 1;

    private const int PerDay = 96;

    // The envelope follows a clear day at once in good part and a dull one hardly: it is to stand for a clear sky in this season.
    private const double Rise = 0.2;
    private const double Fall = 0.02;
    private const double HalfLifeDays = 60;
    private const double SlowHours = 3;
    private const double DullBelow = 0.45;
    private const double BrightFrom = 0.8;
    private const double LeastHours = 0.05; // three minutes of a quarter hour: rows 20 min apart leave five

    // Strength of the priors, in moves.
    private const double StepMoves = 10;
    private const double DawnMoves = 5;
    private const double LevelStays = 1;
    private const double LevelMovesAway = 0.02;

    private const double UsualThresholdW = 3;
    private const double MostSwitches = 50;

    /// <summary>Share of the envelope that each class stands for.</summary>
    public static readonly double[] Ratio = [0.05, 0.15, 0.26, 0.4, 0.6, 0.8, 0.98];

    // Moves per quarter hour at two sites (the pv development traces), rounded.
    private static readonly double[] PriorStep =
    [
        .70, .25, .05, 0, 0, 0, 0,
        .07, .67, .21, .04, .01, 0, 0,
        .01, .10, .60, .24, .03, .01, .01,
        0, .01, .15, .54, .24, .04, .02,
        0, 0, .02, .17, .46, .24, .11,
        0, 0, 0, .03, .13, .60, .24,
        0, 0, 0, 0, .01, .05, .94,
    ];

    private static readonly double[] PriorDawn = [.02, .03, .05, .07, .08, .15, .60];

    internal double[] Envelope { get; } = new double[PerDay];

    /// <summary>Counts [level][class][next class].</summary>
    internal double[] Moves { get; } = new double[Levels * Classes * Classes];

    /// <summary>Counts [level][class][next level].</summary>
    internal double[] LevelMoves { get; } = new double[Levels * Classes * Levels];

    /// <summary>Counts [level][first class of the day].</summary>
    internal double[] Dawns { get; } = new double[Levels * Classes];

    /// <summary>Harvest at which charging begins or ends, W; switches behind it; brightness of the last hours of daylight, 0 to 1.</summary>
    internal double[] Learned { get; } = [0, 0, 0.8];

    private long _slot = long.MinValue;
    private double _sum;
    private double _hours;
    private double _lastW = double.NaN;
    private int _lastState = -1;
    private int _class = -1;

    /// <summary>True once any harvest was seen.</summary>
    public bool IsKnown { get; internal set; }

    private double ThresholdW => Learned[1] > 0 ? Learned[0] : UsualThresholdW;

    private int Level => Learned[2] switch { < DullBelow => 0, < BrightFrom => 1, _ => 2 };

    /// <summary>Takes in a sample that stands for the <paramref name="hours"/> before it; NaN watts and a negative state are not known.</summary>
    public void Observe(long utcMin, double hours, double watts, int state)
    {
        long slot = SlotOf(utcMin);
        if (slot != _slot) Close(slot);
        if (!double.IsNaN(watts))
        {
            _sum += watts * hours;
            _hours += hours;
            IsKnown |= watts > DaylightW;
            if (_lastState >= 0 && state >= 0 && state != _lastState && !double.IsNaN(_lastW)) LearnThreshold((watts + _lastW) / 2);
        }

        (_lastW, _lastState) = (watts, state);
    }

    public void Forget(double days)
    {
        double keep = Math.Pow(0.5, days / HalfLifeDays);
        Table.Scale(Moves, keep);
        Table.Scale(LevelMoves, keep);
        Table.Scale(Dawns, keep);
    }

    private void LearnThreshold(double watts)
    {
        Learned[1] = Math.Min(Learned[1] + 1, MostSwitches);
        Learned[0] += (watts - Learned[0]) / Learned[1];
    }

    private void Close(long next)
    {
        if (_slot != long.MinValue && _hours > LeastHours) LearnSlot((int)(_slot % PerDay), _sum / _hours);
        // A gap: the moves in it were not seen.
        if (next - _slot > 4) _class = -1;
        _slot = next;
        _sum = _hours = 0;
    }

    private void LearnSlot(int at, double watts)
    {
        double envelope = Envelope[at];
        if (envelope > DaylightW) LearnMove(watts / envelope);
        else _class = -1;
        double rate = watts > envelope ? Rise : Fall;
        Envelope[at] = envelope == 0 ? watts : envelope + rate * (watts - envelope);
    }

    private void LearnMove(double ratio)
    {
        int c = ClassOf(ratio), level = Level;
        if (_class >= 0) Moves[(level * Classes + _class) * Classes + c] += 1;
        else Dawns[level * Classes + c] += 1;
        _class = c;
        Learned[2] += (1 - Math.Exp(-0.25 / SlowHours)) * (Math.Min(1, ratio) - Learned[2]);
        LevelMoves[(level * Classes + c) * Levels + Level] += 1;
    }

    private static int ClassOf(double ratio)
    {
        int c = 0;
        while (c + 1 < Classes && ratio > (Ratio[c] + Ratio[c + 1]) / 2) c++;
        return c;
    }

    /// <summary>The forecast from <paramref name="nowMin"/> on.</summary>
    public SurplusForecast Forecast(long nowMin, double idleW, bool byLevel = true)
    {
        var forecast = new SurplusForecast { IdleW = idleW, ThresholdW = ThresholdW };
        for (int k = 0; k < ChargeForecast.Slots; k++)
        {
            forecast.EnvelopeW[k] = Envelope[(int)(SlotOf(nowMin + k * ChargeForecast.SlotMinutes) % PerDay)];
        }

        FillSteps(forecast, byLevel);
        FillDawns(forecast);
        FillNow(forecast);
        forecast.Play();
        return forecast;
    }

    private void FillSteps(SurplusForecast forecast, bool byLevel)
    {
        Span<double> all = stackalloc double[Classes];
        for (int a = 0; a < Classes; a++)
        {
            for (int b = 0; b < Classes; b++)
            {
                all[b] = StepMoves * PriorStep[a * Classes + b];
                for (int l = 0; l < Levels; l++) all[b] += Moves[(l * Classes + a) * Classes + b];
            }

            Table.Normalize(all);
            for (int l = 0; l < Levels; l++)
            {
                int from = l * Classes + a;
                Shrunk(byLevel ? Moves.AsSpan(from * Classes, Classes) : new double[Classes], all, StepMoves, forecast.Step.AsSpan(from * Classes, Classes));
                Span<double> levels = forecast.LevelStep.AsSpan(from * Levels, Levels);
                for (int m = 0; m < Levels; m++) levels[m] = LevelMoves[from * Levels + m] + (l == m ? LevelStays : LevelMovesAway);
                Table.Normalize(levels);
            }
        }
    }

    private void FillDawns(SurplusForecast forecast)
    {
        Span<double> all = stackalloc double[Classes];
        for (int c = 0; c < Classes; c++)
        {
            all[c] = DawnMoves * PriorDawn[c];
            for (int l = 0; l < Levels; l++) all[c] += Dawns[l * Classes + c];
        }

        Table.Normalize(all);
        for (int l = 0; l < Levels; l++) Shrunk(Dawns.AsSpan(l * Classes, Classes), all, DawnMoves, forecast.Dawn.AsSpan(l * Classes, Classes));
    }

    // The newest sample, not the mean of the last quarter hour: a gap in the clouds must be used while it is there.
    private void FillNow(SurplusForecast forecast)
    {
        Span<double> now = forecast.Chance.AsSpan(Level * Classes, Classes);
        if (double.IsNaN(_lastW) || forecast.EnvelopeW[0] <= DaylightW)
        {
            forecast.Dawn.AsSpan(Level * Classes, Classes).CopyTo(now);
            return;
        }

        double ratio = Math.Clamp(_lastW / forecast.EnvelopeW[0], Ratio[0], Ratio[^1]);
        int low = 0;
        while (low + 2 < Classes && Ratio[low + 1] < ratio) low++;
        double part = (ratio - Ratio[low]) / (Ratio[low + 1] - Ratio[low]);
        now[low] = 1 - part;
        now[low + 1] = part;
    }

    private static void Shrunk(ReadOnlySpan<double> counts, ReadOnlySpan<double> prior, double strength, Span<double> into)
    {
        for (int i = 0; i < into.Length; i++) into[i] = counts[i] + strength * prior[i];
        Table.Normalize(into);
    }

    private static long SlotOf(long utcMin) => LocalClock.FloorDiv(utcMin, ChargeForecast.SlotMinutes);
}
