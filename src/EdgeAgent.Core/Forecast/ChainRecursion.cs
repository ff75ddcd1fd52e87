using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Computes a <see cref="ChargeChain"/> forward, slot by slot: the probability of each state at each age, and that of the present run, whose age is exact. The
/// rates of a slot are read when the recursion leaves it. Four ages are computed at once.
/// </summary>
internal sealed class ChainRecursion(ChargeChain chain)
{
    internal const int Lanes = 4;

    /// <summary>The oldest cell, whose probability does not move on.</summary>
    internal const int Oldest = DwellTimeBins.Cells - 1;

    private readonly double[][] _byAge = [new double[DwellTimeBins.Cells], new double[DwellTimeBins.Cells]];
    private readonly double[] _run = [1 - chain.NowCharging, chain.NowCharging];

    public int Slot { get; private set; }

    /// <summary>Probability of charging in this slot.</summary>
    public double Charging => _run[1] + TensorPrimitives.Sum<double>(_byAge[1]);

    /// <summary>Probability that a state is left at the end of this slot.</summary>
    public double Leaving(int state)
    {
        double rate = Rate(state);
        ReadOnlySpan<double> mass = _byAge[state], age = chain.Age.AsSpan(state * DwellTimeBins.Cells, DwellTimeBins.Cells);
        Vector256<double> sum = Vector256<double>.Zero;
        for (int j = 0; j < Oldest; j += Lanes) sum += Four(mass, j) * Leave(rate * Four(age, j));
        return Vector256.Sum(sum) + mass[Oldest] * SwitchingRates.Leave(rate * age[Oldest]) + LeavingRun(state);
    }

    /// <summary>Moves on by one slot: probability that leaves a state enters the other one with age 0.</summary>
    public void Advance()
    {
        double toOn = Leave(0), toOff = Leave(1);
        _byAge[0][0] += toOff;
        _byAge[1][0] += toOn;
        Slot++;
    }

    // Ages every cell of a state by one slot, and removes and returns the probability that leaves it.
    private double Leave(int state)
    {
        double rate = Rate(state);
        Span<double> mass = _byAge[state], moved = stackalloc double[DwellTimeBins.Cells];
        ReadOnlySpan<double> age = chain.Age.AsSpan(state * DwellTimeBins.Cells, DwellTimeBins.Cells);
        moved[0] = 0;
        Vector256<double> left = Vector256<double>.Zero;
        for (int j = 0; j < Oldest; j += Lanes)
        {
            Vector256<double> m = Four(mass, j), l = m * Leave(rate * Four(age, j)), move = (m - l) * Four(DwellTimeBins.Advance, j);
            left += l;
            (m - l - move).CopyTo(mass[j..]);
            move.CopyTo(moved[(j + 1)..]);
        }

        double oldest = mass[Oldest] * SwitchingRates.Leave(rate * age[Oldest]), run = LeavingRun(state);
        mass[Oldest] += moved[Oldest] - oldest;
        _run[state] -= run;
        for (int j = 0; j < Oldest; j += Lanes) (Four(mass, j) + Four(moved, j)).CopyTo(mass[j..]);
        return Vector256.Sum(left) + oldest + run;
    }

    private double Rate(int state) => chain.Rate[state * ChargeForecast.Slots + Slot];

    private double LeavingRun(int state) => _run[state] * SwitchingRates.Leave(Rate(state) * chain.RunAge[state * ChargeForecast.Slots + Slot]);

    internal static Vector256<double> Four(ReadOnlySpan<double> cells, int from) => Vector256.Create(cells.Slice(from, Lanes));

    /// <summary><see cref="SwitchingRates.Leave"/> of four values.</summary>
    internal static Vector256<double> Leave(Vector256<double> expected)
    {
        Vector256<double> one = Vector256<double>.One;
        return one - one / (one + expected * (one + expected * (Vector256.Create(0.5) + expected * (1.0 / 6))));
    }
}
