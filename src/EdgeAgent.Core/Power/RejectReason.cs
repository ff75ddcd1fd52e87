namespace EdgeAgent.Core.Power;

/// <summary>Why a value was not believed.</summary>
public enum RejectReason
{
    /// <summary>Infinite, or a time that lies in the future.</summary>
    NotFinite,

    /// <summary>Outside what the pack or the sensor can show.</summary>
    OutOfRange,

    /// <summary>Voltage, current and charge all zero: a bus that reads nothing, not an empty pack.</summary>
    AllZero,

    /// <summary>Farther from the value before than physics allows, and not confirmed by the samples after it.</summary>
    Jump,

    /// <summary>Contradicts other evidence: a gauge that says 10 % at 4.1 V.</summary>
    Inconsistent,
}
