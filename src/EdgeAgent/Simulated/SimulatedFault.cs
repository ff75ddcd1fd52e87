namespace EdgeAgent.Simulated;

/// <summary>What goes wrong on the simulated board; words of <c>fault</c> in <see cref="SimulatedControl"/>.</summary>
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

    /// <summary>Chips go on answering with what they measured long ago, and say so by the time of their readings.</summary>
    Stale,
}
