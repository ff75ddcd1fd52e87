namespace EdgeAgent.Core.Planning;

public sealed partial class WindowPlanner
{
    /// <summary>Battery minutes that one hour of waiting is worth.</summary>
    public double WaitCostPerHour { get; init; } = 0.5;

    /// <summary>State of charge that no deferrable task may touch, percent.</summary>
    public double ReservePct { get; init; }
}
