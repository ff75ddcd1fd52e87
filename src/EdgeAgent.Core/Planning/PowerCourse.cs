using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Planning;

/// <summary>
/// The possible courses of power over the slots of a forecast, as a Markov chain for the stopping rule. Tables hold [slot * states + state].
/// </summary>
/// <param name="states">States in each slot.</param>
/// <param name="cost">Battery minutes that a minute of the task costs in each slot and state.</param>
internal abstract class PowerCourse(int states, double[] cost)
{
    public const int Slots = ChargeForecast.Slots;

    public int States { get; } = states;
    public double[] Cost { get; } = cost;

    /// <summary>For each state of a slot, the expected value of the next slot, given the values there.</summary>
    public abstract void Expect(int slot, ReadOnlySpan<double> next, Span<double> into);

    /// <summary>Mean of a slot's values over its states, as likely as they are known to be now.</summary>
    public abstract double Mean(int slot, ReadOnlySpan<double> values);

    /// <summary>The values of one slot; those of the last slot for any later one.</summary>
    public Span<double> Row(Span<double> table, int slot) => table.Slice(Math.Min(slot, Slots - 1) * States, States);
}
