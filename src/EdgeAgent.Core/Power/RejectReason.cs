namespace EdgeAgent.Core.Power;

/// <summary>Why the estimator rejected a value.</summary>
public enum RejectReason
{
    /// <summary>The value is infinite, or its time is in the future.</summary>
    NotFinite,

    /// <summary>Outside the range that is possible for the pack or the sensor.</summary>
    OutOfRange,

    /// <summary>Voltage, current and charge are all zero: the bus delivers no data.</summary>
    AllZero,

    /// <summary>The change since the last value is larger than physically possible, and no further samples have confirmed it.</summary>
    Jump,

    /// <summary>Contradicts other evidence, for example a gauge that reports 10 % at 4.1 V.</summary>
    Inconsistent,
}
