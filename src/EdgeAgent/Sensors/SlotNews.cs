namespace EdgeAgent.Sensors;

/// <summary>What a reading changed for the log.</summary>
internal enum SlotNews
{
    None,
    Recovered,

    /// <summary>Some values are impossible, and the reading before had no fault.</summary>
    Doubt,
}
