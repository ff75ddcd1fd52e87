namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Components of forecaster and planner that a measurement can leave out, to find what each is worth (<c>EdgeAgent.Benchmarks -- ablate</c>). A device uses all of them.
/// </summary>
[Flags]
public enum ForecastParts
{
    None = 0,

    /// <summary>Correction of the switching rates by the age of the state.</summary>
    Age = 1 << 0,

    /// <summary>... by the same switch a day ago.</summary>
    DayAgo = 1 << 1,

    /// <summary>... by the same switch a week ago.</summary>
    WeekAgo = 1 << 2,

    /// <summary>... by weekday and quarter of the day.</summary>
    Weekday = 1 << 3,

    /// <summary>... by how busy the last days were.</summary>
    Busy = 1 << 4,

    /// <summary>Input of the blend: the weekly profile.</summary>
    Profile = 1 << 5,

    /// <summary>Input of the blend: what followed past moments like the present one.</summary>
    Alike = 1 << 6,

    /// <summary>Input of the blend: the same time yesterday.</summary>
    Yesterday = 1 << 7,

    /// <summary>The whole blend; without it the chain's probabilities are published.</summary>
    Blend = 1 << 8,

    /// <summary>The ten-bin reliability correction after the blend.</summary>
    Reliability = 1 << 9,

    /// <summary>The chain is tilted to the published probabilities.</summary>
    Tilt = 1 << 10,

    /// <summary>The planner uses the chain of the sky; without it the charging chain.</summary>
    Sky = 1 << 11,

    /// <summary>The trust account, which bounds the loss by a wrong forecast.</summary>
    Trust = 1 << 12,

    /// <summary>The queue is planned as one piece of work when no single task would start.</summary>
    Queue = 1 << 13,

    /// <summary>The latest starts keep room for a task that is not submitted yet.</summary>
    Room = 1 << 14,

    All = (1 << 15) - 1,
}
