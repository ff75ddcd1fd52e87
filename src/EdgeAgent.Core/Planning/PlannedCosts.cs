namespace EdgeAgent.Core.Planning;

/// <summary>Result of the stopping rule for one task in each slot of the forecast. Costs are battery minutes, means over the possible states of the slot.</summary>
internal sealed class PlannedCosts(PowerCourse course)
{
    private readonly bool[] _isTaken = new bool[PowerCourse.Slots * course.States];

    /// <summary>Expected cost of starting.</summary>
    public double[] Start { get; } = new double[PowerCourse.Slots];

    /// <summary>Expected cost of waiting for one more slot and deciding again; infinite where the task must not wait.</summary>
    public double[] Wait { get; } = new double[PowerCourse.Slots];

    /// <summary>Whether the task starts at once in this state of the slot.</summary>
    public bool IsTaken(int slot, int state) => _isTaken[slot * course.States + state];

    public void Set(int slot, ReadOnlySpan<double> go, ReadOnlySpan<double> stay, bool mayWait)
    {
        Start[slot] = course.Mean(slot, go);
        Wait[slot] = mayWait ? course.Mean(slot, stay) : double.PositiveInfinity;
        for (int s = 0; s < go.Length; s++) _isTaken[slot * course.States + s] = go[s] <= stay[s];
    }
}
