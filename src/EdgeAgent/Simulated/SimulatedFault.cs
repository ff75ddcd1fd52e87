namespace EdgeAgent.Simulated;

/// <summary>Faults of the simulated board; words of <c>fault</c> in <see cref="SimulatedControl"/>.</summary>
public enum SimulatedFault
{
    None,

    /// <summary>Chips do not acknowledge.</summary>
    Nak,

    /// <summary>The bus hangs: transfers time out.</summary>
    Stuck,

    /// <summary>Every read gives zeros.</summary>
    Zeros,

    /// <summary>Every read gives ones.</summary>
    Ones,

    /// <summary>The gauge's charge jumps to another value with each reading.</summary>
    Jump,

    /// <summary>Readings have a time of one hour ago.</summary>
    Stale,
}
