
namespace EdgeAgent.Shared;

/// <summary>What became of a piece of evidence about the charge.</summary>
public enum EvidenceAnswer
{
    /// <summary>It moved the belief or confirmed it.</summary>
    Believed,

    /// <summary>It differs, and a load that nobody measures may explain it.</summary>
    Unsure,

    /// <summary>Something else contradicts it.</summary>
    Inconsistent,

    /// <summary>It moved faster than a pack does, and has not stayed there yet.</summary>
    Jump,
}
