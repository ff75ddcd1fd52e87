namespace EdgeAgent.Core.Planning;

/// <summary>
/// What the window planner needs to know of a task that every hard rule already lets run (no prerequisite, hold, quota or
/// constraint in the way other than power). Plain values.
/// </summary>
public readonly record struct PlannableTask
{
    /// <summary>Position in the caller's list; returned in <see cref="Placement.Index"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Names the task from plan to plan, for the <see cref="TrustAccount"/>; null: not booked there.</summary>
    public string? Key { get; init; }

    /// <summary>When the task became able to run; waiting cost counts from here.</summary>
    public required DateTimeOffset ReleaseAt { get; init; }

    /// <summary>Latest finish; null without a deadline.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Run time that is still needed: median.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Run time that nine of ten runs stay below.</summary>
    public required TimeSpan DurationP90 { get; init; }

    /// <summary>Power above idle while it runs, W.</summary>
    public required double PowerW { get; init; }

    public required TaskClass Class { get; init; }
    public required Tasks.Preemption Preemption { get; init; }
    public Tasks.TaskPriority Priority { get; init; }

    /// <summary>A worker exists (running or frozen).</summary>
    public bool IsStarted { get; init; }

    /// <summary>A hard rule of power keeps it from starting now: it only gets a time, and takes none of the machine's.</summary>
    public bool MustWait { get; init; }

    /// <summary>Slots from <c>ChainStart</c> on in which the hard rules are expected to let it start; null: in all.</summary>
    public bool[]? Allowed { get; init; }
}
