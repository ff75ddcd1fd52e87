using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>The backward induction, held against a recursion that is written down as the rule is said.</summary>
public sealed class StoppingRuleTests
{
    private const int Slots = ChargeForecast.Slots;
    private const double SlotMin = ChargeForecast.SlotMinutes;

    /// <summary>Two states with given probabilities to stay; the cost of each state of each slot is random.</summary>
    private sealed class Course(int seed) : PowerCourse(2, Costs(seed))
    {
        private static readonly double[] Stay = [0.7, 0.9];

        private static double[] Costs(int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, Slots * 2).Select(_ => random.NextDouble())];
        }

        public override void Expect(int slot, ReadOnlySpan<double> next, Span<double> into)
        {
            double first = next[0], second = next[1];
            into[0] = Stay[0] * first + (1 - Stay[0]) * second;
            into[1] = Stay[1] * second + (1 - Stay[1]) * first;
        }

        public override double Mean(int slot, ReadOnlySpan<double> values) => 0.25 * values[0] + 0.75 * values[1];

        public double CostIn(int slot, int state) => Cost[Math.Min(slot, Slots - 1) * 2 + state];

        public static double After(int state, Func<int, double> value) => Stay[state] * value(state) + (1 - Stay[state]) * value(1 - state);

        public static double MeanOf(Func<int, double> value) => 0.25 * value(0) + 0.75 * value(1);
    }

    private static double[] Runs(Course course, double minutes)
    {
        var table = new double[Slots * 2];
        StoppingRule.RunCost(course, minutes, table, new double[Slots * 2]);
        return table;
    }

    private static double Run(Course course, int slot, int state, double minutes)
    {
        if (minutes < SlotMin) return minutes * course.CostIn(slot, state);
        return SlotMin * course.CostIn(slot, state) + Course.After(state, s => Run(course, slot + 1, s, minutes - SlotMin));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(100)]
    public void A_run_costs_what_each_of_its_slots_costs_and_its_last_minutes_their_part(double minutes)
    {
        var course = new Course(1);
        double[] runs = Runs(course, minutes);
        foreach (int slot in new[] { 0, 1, 50, Slots - 8, Slots - 2, Slots - 1 })
        {
            for (int state = 0; state < 2; state++) Assert.Equal(Run(course, slot, state, minutes), runs[slot * 2 + state], 9);
        }
    }

    [Fact]
    public void A_run_in_one_piece_waits_while_the_expected_cost_of_a_later_start_and_the_waiting_is_less()
    {
        const int last = 6;
        const double wait = 0.4;
        var course = new Course(2);
        double[] runs = Runs(course, 45);
        PlannedCosts costs = new StoppingRule(course, last, wait).InOnePiece(runs);
        for (int slot = 0; slot <= last + 2; slot++)
        {
            Assert.Equal(Course.MeanOf(s => Go(slot, s)), costs.Start[slot], 9);
            Assert.Equal(slot < last ? Course.MeanOf(s => Stay(slot, s)) : double.PositiveInfinity, costs.Wait[slot], 9);
            for (int state = 0; state < 2; state++) Assert.Equal(slot >= last || Go(slot, state) <= Stay(slot, state), costs.IsTaken(slot, state));
        }

        double Go(int slot, int state) => runs[slot * 2 + state];
        double Stay(int slot, int state) => wait + Course.After(state, s => slot + 1 >= last ? Go(slot + 1, s) : Math.Min(Go(slot + 1, s), Stay(slot + 1, s)));
    }

    [Fact]
    public void Of_equal_costs_the_start_is_taken()
    {
        var course = new Course(3);
        PlannedCosts costs = new StoppingRule(course, 4, 0).InOnePiece(new double[Slots * 2]);
        for (int slot = 0; slot <= 4; slot++) Assert.True(costs.IsTaken(slot, 0) && costs.IsTaken(slot, 1));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 15)]
    public void Work_that_may_pause_decides_in_each_slot_whether_its_next_piece_runs(int units, double unitMin)
    {
        const int last = 4;
        const double wait = 0.3;
        var course = new Course(4);
        PlannedCosts costs = new StoppingRule(course, last, wait).InPieces(units, unitMin, new double[Slots * 2], new double[Slots * 2]);
        for (int slot = 0; slot <= last + 1; slot++)
        {
            Assert.Equal(Course.MeanOf(s => Go(slot, s, units)), costs.Start[slot], 9);
            Assert.Equal(slot < last ? Course.MeanOf(s => Stay(slot, s, units)) : double.PositiveInfinity, costs.Wait[slot], 9);
            for (int state = 0; state < 2; state++) Assert.Equal(slot >= last || Go(slot, state, units) <= Stay(slot, state, units), costs.IsTaken(slot, state));
        }

        double Go(int slot, int state, int left) => unitMin * course.CostIn(slot, state) + (left == 1 ? 0 : Course.After(state, s => Value(slot + 1, s, left - 1)));
        double Stay(int slot, int state, int left) => wait + Course.After(state, s => Value(slot + 1, s, left));

        // With fewer pieces left the work may wait for as many slots more.
        double Value(int slot, int state, int left) =>
            slot >= last + units - left ? Go(slot, state, left) : Math.Min(Go(slot, state, left), Stay(slot, state, left));
    }
}
