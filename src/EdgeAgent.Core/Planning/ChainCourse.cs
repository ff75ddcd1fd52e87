using System.Runtime.Intrinsics;
using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Planning;

/// <summary>
/// The charging chain. A state is [state of charging * columns + column]: the columns are its ages, the last one is the present run. While the present run
/// lasts, its column is the state. The battery supplies all of the task's power while nothing charges, and nothing otherwise.
/// </summary>
/// <param name="state">1: it charges now.</param>
internal sealed class ChainCourse(ChargeChain chain, int state) : PowerCourse(AllStates, AllOrNothing)
{
    /// <summary>The state of a charge that has just begun.</summary>
    public const int Arrival = Columns;

    public const int AllStates = 2 * Columns;
    private const int Columns = ChargeChain.Columns;
    private static readonly double[] AllOrNothing = [.. Enumerable.Range(0, Slots * AllStates).Select(i => i % AllStates < Columns ? 1.0 : 0)];

    private readonly double[] _leave = chain.LeaveTable();

    public override double Mean(int slot, ReadOnlySpan<double> values) => values[(state + 1) * Columns - 1];

    public override void Expect(int slot, ReadOnlySpan<double> next, Span<double> into)
    {
        double[] advance = DwellTimeBins.Advance;
        for (int x = 0; x < 2; x++)
        {
            ReadOnlySpan<double> own = next.Slice(x * Columns, Columns), q = _leave.AsSpan((slot * 2 + x) * Columns, Columns);
            Span<double> to = into.Slice(x * Columns, Columns);
            double other = next[(1 - x) * Columns];
            for (int j = 0; j < ChainRecursion.Oldest; j += ChainRecursion.Lanes)
            {
                Vector256<double> stay = ChainRecursion.Four(own, j);
                stay += ChainRecursion.Four(advance, j) * (ChainRecursion.Four(own, j + 1) - stay);
                (stay + ChainRecursion.Four(q, j) * (Vector256.Create(other) - stay)).CopyTo(to[j..]);
            }

            for (int j = ChainRecursion.Oldest; j < Columns; j++) to[j] = own[j] + q[j] * (other - own[j]);
        }
    }
}
