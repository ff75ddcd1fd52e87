namespace EdgeAgent.Shared;

/// <summary>How <see cref="SocEvidence"/> judged a piece of evidence.</summary>
public enum EvidenceAnswer
{
    /// <summary>The evidence corrected or confirmed the estimate.</summary>
    Believed,

    /// <summary>The evidence differs from the estimate, but a load that is not measured may explain the difference. It was ignored.</summary>
    Unsure,

    /// <summary>Other evidence contradicts it.</summary>
    Inconsistent,

    /// <summary>The value changed faster than a pack can, and has not been confirmed yet.</summary>
    Jump,
}
