namespace EdgeAgent.Core.Power;

/// <summary>Kind of network: the contract's words of the constraint <c>network</c> and of <c>system.network</c>.</summary>
public enum NetworkKind
{
    None,
    Any,
    Unmetered,
}
