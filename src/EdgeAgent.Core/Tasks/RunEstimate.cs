namespace EdgeAgent.Core.Tasks;

/// <summary>What runs of a kind cost, learned or declared.</summary>
public readonly record struct RunEstimate(TimeSpan Duration, TimeSpan DurationP90, double PowerW)
{
    public double EnergyMwh => PowerW * Duration.TotalHours * 1000;
}
