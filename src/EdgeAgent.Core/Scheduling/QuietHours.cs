namespace EdgeAgent.Core.Scheduling;

/// <summary>Part of each local day without new non-critical starts; may run over midnight.</summary>
public readonly record struct QuietHours(TimeOnly From, TimeOnly To)
{
    public bool Contains(TimeOnly time) => time.IsBetween(From, To);
}
