namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Components of forecaster and planner that can be left out, to measure what each is worth (<c>EdgeAgent.Benchmarks -- ablate</c>). A device has all of them.
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

    /// <summary>Input of the blend: how past moments like this one went on.</summary>
    Alike = 1 << 6,

    /// <summary>Input of the blend: the same time yesterday.</summary>
    Yesterday = 1 << 7,

    /// <summary>The blend as a whole; without it the chain is published as it is.</summary>
    Blend = 1 << 8,

    /// <summary>The ten-bin reliability correction after the blend.</summary>
    Reliability = 1 << 9,

    /// <summary>The chain follows what is published.</summary>
    Tilt = 1 << 10,

    /// <summary>The planner plays the sky; without it the chain.</summary>
    Sky = 1 << 11,

    /// <summary>The account that bounds the loss by a wrong forecast.</summary>
    Trust = 1 << 12,

    /// <summary>The queue weighed as one piece of work.</summary>
    Queue = 1 << 13,

    /// <summary>Room kept for a task that nobody has submitted yet.</summary>
    Room = 1 << 14,

    All = (1 << 15) - 1,
}
