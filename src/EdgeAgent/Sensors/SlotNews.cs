namespace EdgeAgent.Sensors;

/// <summary>What an answer of a sensor changed.</summary>
internal enum SlotNews
{
    None,
    Recovered,

    /// <summary>Some of its numbers cannot be true.</summary>
    Doubt,
}
