namespace EdgeAgent.Core.Planning;

/// <summary>
/// The facts about a task that the window planner needs. No prerequisite, hold, quota or constraint other than power keeps the task from
/// starting. Plain values.
/// </summary>
public readonly record struct PlannableTask
{
    /// <summary>Position in the caller's list; returned in <see cref="Placement.Index"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Identifies the task over several plans in the <see cref="TrustAccount"/>; null: the task is not booked there.</summary>
    public string? Key { get; init; }

    /// <summary>When the task became able to run; waiting cost counts from here.</summary>
    public required DateTimeOffset ReleaseAt { get; init; }

    /// <summary>Latest finish; null without a deadline.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Remaining run time, median.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Remaining run time, ninth decile.</summary>
    public required TimeSpan DurationP90 { get; init; }

    /// <summary>Power above idle while it runs, W.</summary>
    public required double PowerW { get; init; }

    public required TaskClass Class { get; init; }
    public required Tasks.Preemption Preemption { get; init; }
    public Tasks.TaskPriority Priority { get; init; }

    /// <summary>A worker exists (running or frozen).</summary>
    public bool IsStarted { get; init; }

    /// <summary>A hard rule of power keeps it from starting now: it gets a planned time, but takes no slot of the machine.</summary>
    public bool MustWait { get; init; }

    /// <summary>Slots from <c>ChainStart</c> on in which the hard rules are expected to let it start; null: in all.</summary>
    public bool[]? Allowed { get; init; }
}
