using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Simulation;

/// <summary>A task of a simulation: what the file says, and what has happened to it so far.</summary>
public sealed class SimulatedTask
{
    public required string Id { get; init; }
    public required long ReleaseS { get; init; }

    /// <summary>Latest finish; <see cref="long.MaxValue"/> without one.</summary>
    public required long DeadlineS { get; init; }

    public required int DurationS { get; init; }
    public required double PowerW { get; init; }
    public required TaskClass Class { get; init; }
    public required Preemption Preemption { get; init; }

    public int RemainingS { get; set; }
    public List<Segment> Segments { get; } = [];
    public long? FinishedS { get; set; }

    /// <summary>The same task before anything happened.</summary>
    public SimulatedTask Fresh() => new()
    {
        Id = Id,
        ReleaseS = ReleaseS,
        DeadlineS = DeadlineS,
        DurationS = DurationS,
        PowerW = PowerW,
        Class = Class,
        Preemption = Preemption,
        RemainingS = DurationS,
    };

    /// <summary>Finished after its deadline, or not at all although the deadline has passed.</summary>
    public bool IsMissed(long nowS)
    {
        if (FinishedS is { } f) return f > DeadlineS;
        return nowS >= DeadlineS;
    }
}
