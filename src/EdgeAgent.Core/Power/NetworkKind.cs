namespace EdgeAgent.Core.Power;

/// <summary>The network as tasks see it; contract words of the constraint <c>network</c> and of <c>system.network</c>.</summary>
public enum NetworkKind
{
    None,
    Any,
    Unmetered,
}
