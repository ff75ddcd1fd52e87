namespace EdgeAgent.Core.Tasks;

/// <summary>Cost of one run, learned or taken from the document's <c>estimate</c>. Power is above idle.</summary>
public readonly record struct RunEstimate(TimeSpan Duration, TimeSpan DurationP90, double PowerW)
{
    public double EnergyMwh => PowerW * Duration.TotalHours * 1000;
}
