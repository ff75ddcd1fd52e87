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
    private static readonly double[][] Present = [.. new[] { Columns - 1, AllStates - 1 }.Select(run => Enumerable.Range(0, AllStates).Select(s => s == run ? 1.0 : 0).ToArray())];

    private readonly double[] _leave = chain.LeaveTable();

    public override ReadOnlySpan<double> Chance(int slot) => Present[state];

    public override void Expect(int slot, ReadOnlySpan<double> next, Span<double> into)
    {
        double[] advance = DwellTimeBins.Advance;
        for (int x = 0; x < 2; x++)
        {
            ReadOnlySpan<double> own = next.Slice(x * Columns, Columns), q = _leave.AsSpan((slot * 2 + x) * Columns, Columns);
            Span<double> to = into.Slice(x * Columns, Columns);
            double other = next[(1 - x) * Columns];
            for (int j = 0; j < DwellTimeBins.Cells - 1; j++)
            {
                double stay = own[j] + advance[j] * (own[j + 1] - own[j]);
                to[j] = stay + q[j] * (other - stay);
            }

            for (int j = DwellTimeBins.Cells - 1; j < Columns; j++) to[j] = own[j] + q[j] * (other - own[j]);
        }
    }
}
