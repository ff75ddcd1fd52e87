namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Harvest forecast of a solar site, as it stands at one moment: the envelope by slot, the chain of the sky's states (see
/// <see cref="SkyModel"/>), and how likely each state is in each slot. Never changed once it was made.
/// </summary>
public sealed class SurplusForecast
{
    internal const int States = SkyModel.States;
    private const int Classes = SkyModel.Classes;
    private const int Levels = SkyModel.Levels;

    // Within a class the harvest spreads about its mean: near the threshold it charges in part of the cases.
    private const double SpreadShare = 0.2;
    private const double SpreadW = 0.4;

    /// <summary>What a clear sky gives in each slot, W.</summary>
    internal double[] EnvelopeW { get; } = new double[ChargeForecast.Slots];

    /// <summary>Probabilities [level][class][next class] per slot of daylight.</summary>
    internal double[] Step { get; } = new double[Levels * Classes * Classes];

    /// <summary>Probabilities [level][next class][next level].</summary>
    internal double[] LevelStep { get; } = new double[Levels * Classes * Levels];

    /// <summary>Probabilities [level][first class of the day].</summary>
    internal double[] Dawn { get; } = new double[Levels * Classes];

    /// <summary>Probability of each state, [slot * States + state].</summary>
    internal double[] Chance { get; } = new double[ChargeForecast.Slots * States];

    /// <summary>Harvest from which on the site charges, W.</summary>
    internal double ThresholdW { get; init; }

    /// <summary>Power of the idle device, W.</summary>
    public double IdleW { get; init; }

    /// <summary>Expected share of a task's power that the battery must give in a slot, 0 to 1.</summary>
    public double BatteryShare(int slot, double taskW)
    {
        double sum = 0;
        for (int s = 0; s < States; s++) sum += Chance[slot * States + s] * ShareIn(slot, s, taskW);
        return Math.Min(1, sum);
    }

    internal double ShareIn(int slot, int state, double taskW) =>
        taskW <= 0 ? 0 : Math.Clamp((taskW - Math.Max(0, HarvestW(slot, state) - IdleW)) / taskW, 0, 1);

    internal double ChargesIn(int slot, int state) =>
        Math.Clamp(0.5 + (HarvestW(slot, state) - ThresholdW) / (SpreadShare * EnvelopeW[slot] + SpreadW), 0, 1);

    private double HarvestW(int slot, int state) => EnvelopeW[slot] * SkyModel.Ratio[state % Classes];

    /// <summary>What each state of a slot expects of the next one, given the values there.</summary>
    internal void Expect(int slot, ReadOnlySpan<double> next, Span<double> into)
    {
        if (!IsLight(slot + 1)) next[..States].CopyTo(into);
        else if (!IsLight(slot)) ExpectAtDawn(next, into);
        else ExpectByDay(next, into);
    }

    private void ExpectAtDawn(ReadOnlySpan<double> next, Span<double> into)
    {
        for (int l = 0; l < Levels; l++)
        {
            double sum = 0;
            for (int c = 0; c < Classes; c++) sum += Dawn[l * Classes + c] * next[l * Classes + c];
            into.Slice(l * Classes, Classes).Fill(sum);
        }
    }

    private void ExpectByDay(ReadOnlySpan<double> next, Span<double> into)
    {
        Span<double> byClass = stackalloc double[Classes];
        for (int l = 0; l < Levels; l++)
        {
            for (int c = 0; c < Classes; c++)
            {
                int at = (l * Classes + c) * Levels;
                double sum = 0;
                for (int m = 0; m < Levels; m++) sum += LevelStep[at + m] * next[m * Classes + c];
                byClass[c] = sum;
            }

            for (int c = 0; c < Classes; c++)
            {
                int at = (l * Classes + c) * Classes;
                double sum = 0;
                for (int b = 0; b < Classes; b++) sum += Step[at + b] * byClass[b];
                into[l * Classes + c] = sum;
            }
        }
    }

    /// <summary>From the first slot's chances to those of all.</summary>
    internal void Play()
    {
        for (int k = 0; k + 1 < ChargeForecast.Slots; k++) Advance(k, Chance.AsSpan(k * States, States), Chance.AsSpan((k + 1) * States, States));
    }

    /// <summary>From weights of the states in a slot to those in the next one; <paramref name="next"/> is empty before.</summary>
    internal void Advance(int slot, ReadOnlySpan<double> now, Span<double> next)
    {
        if (!IsLight(slot + 1)) now.CopyTo(next);
        else PlayStep(now, next, IsLight(slot) ? Step : null);
    }

    private void PlayStep(ReadOnlySpan<double> now, Span<double> next, double[]? step)
    {
        for (int from = 0; from < States; from++)
        {
            if (now[from] == 0) continue;
            int level = from / Classes;
            for (int c = 0; c < Classes; c++)
            {
                if (step is null)
                {
                    next[level * Classes + c] += now[from] * Dawn[level * Classes + c];
                    continue;
                }

                double p = now[from] * step[from * Classes + c];
                for (int m = 0; m < Levels; m++) next[m * Classes + c] += p * LevelStep[(level * Classes + c) * Levels + m];
            }
        }
    }

    private bool IsLight(int slot) => EnvelopeW[Math.Min(slot, ChargeForecast.Slots - 1)] > SkyModel.DaylightW;
}
