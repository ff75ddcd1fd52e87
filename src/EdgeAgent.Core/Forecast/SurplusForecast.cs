using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Harvest forecast of a solar site at one moment: the envelope by slot, the chain of the sky's states (see
/// <see cref="SkyModel"/>), and the probability of each state in each slot. Immutable.
/// </summary>
public sealed class SurplusForecast
{
    /// <summary>Classes of clearness.</summary>
    internal const int States = SkyModel.Classes;

    /// <summary>What a clear sky gives in each slot, W.</summary>
    internal double[] EnvelopeW { get; } = new double[ChargeForecast.Slots];

    /// <summary>Probabilities [state][next state] per slot of daylight.</summary>
    internal double[] Step { get; } = new double[States * States];

    /// <summary>Probabilities of the first state of the day.</summary>
    internal double[] Dawn { get; } = new double[States];

    /// <summary>Probability of each state, [slot * States + state].</summary>
    internal double[] Chance { get; } = new double[ChargeForecast.Slots * States];

    /// <summary>Harvest from which on the site charges, W.</summary>
    internal double ThresholdW { get; init; }

    /// <summary>Power of the idle device, W.</summary>
    public double IdleW { get; init; }

    /// <summary>Expected share of a task's power that the battery must supply in a slot, 0 to 1.</summary>
    public double BatteryShare(int slot, double taskW)
    {
        double sum = 0;
        for (int s = 0; s < States; s++) sum += Chance[slot * States + s] * ShareIn(slot, s, taskW);
        return Math.Min(1, sum);
    }

    internal double ShareIn(int slot, int state, double taskW) =>
        taskW <= 0 ? 0 : Math.Clamp((taskW - Math.Max(0, HarvestW(slot, state) - IdleW)) / taskW, 0, 1);

    internal double ChargesIn(int slot, int state) =>
        Math.Clamp(0.5 + (HarvestW(slot, state) - ThresholdW) / (Sky.SpreadShare * EnvelopeW[slot] + Sky.SpreadW), 0, 1);

    private double HarvestW(int slot, int state) => EnvelopeW[slot] * Sky.Ratio[state];

    /// <summary>For each state of a slot, the expected value of the next slot, given the values there.</summary>
    internal void Expect(int slot, ReadOnlySpan<double> next, Span<double> into)
    {
        if (!IsLight(slot + 1)) next[..States].CopyTo(into);
        else if (!IsLight(slot)) into[..States].Fill(Sum(Dawn, next));
        else
        {
            for (int s = 0; s < States; s++) into[s] = Sum(Step.AsSpan(s * States, States), next);
        }
    }

    internal static double Sum(ReadOnlySpan<double> chance, ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int s = 0; s < States; s++) sum += chance[s] * values[s];
        return sum;
    }

    /// <summary>Computes the probabilities of all slots from those of the first.</summary>
    internal void Play()
    {
        for (int k = 0; k + 1 < ChargeForecast.Slots; k++) Advance(k, Chance.AsSpan(k * States, States), Chance.AsSpan((k + 1) * States, States));
    }

    /// <summary>Computes the weights of the next slot's states from those of a slot; <paramref name="next"/> must be all zero before.</summary>
    internal void Advance(int slot, ReadOnlySpan<double> now, Span<double> next)
    {
        if (!IsLight(slot + 1))
        {
            now.CopyTo(next);
            return;
        }

        for (int s = 0; s < States; s++)
        {
            ReadOnlySpan<double> chance = IsLight(slot) ? Step.AsSpan(s * States, States) : Dawn;
            for (int t = 0; t < States; t++) next[t] += now[s] * chance[t];
        }
    }

    private bool IsLight(int slot) => EnvelopeW[Math.Min(slot, ChargeForecast.Slots - 1)] > Sky.DaylightW;
}
