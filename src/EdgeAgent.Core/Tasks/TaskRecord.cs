namespace EdgeAgent.Core.Tasks;

/// <summary>How a run ended, in words for people and in the category that decides about a retry.</summary>
public sealed record TaskError(ErrorCategory Category, string Message);

/// <summary>
/// The durable state of one task. Every change makes a new record with <see cref="Rev"/> one higher, committed before its
/// effect. Times named <c>…Ms</c> are device time (<see cref="Moment.UptimeMs"/>).
/// </summary>
public sealed record TaskRecord
{
    public required TaskSpec Spec { get; init; }

    /// <summary>SHA-256 of the submitted bytes, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }
    public required long AcceptedMs { get; init; }

    /// <summary>Starts at 1; grows by one with every change.</summary>
    public int Rev { get; init; } = 1;

    public TaskPhase Phase { get; init; } = TaskPhase.Waiting;
    public StopReason Reason { get; init; }

    /// <summary>Attempts started so far, this run; the first is 1.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts that used the retry budget.</summary>
    public int Failures { get; init; }

    public int PowerLosses { get; init; }
    public int Crashes { get; init; }

    /// <summary>Not before this device time: delay, period or back-off.</summary>
    public long NotBeforeMs { get; init; }

    /// <summary>True while <see cref="NotBeforeMs"/> stems from a retry.</summary>
    public bool IsBackoff { get; init; }

    public bool UserPaused { get; init; }
    public DateTimeOffset? PlannedStart { get; init; }
    public IReadOnlyList<WaitCondition> WaitReasons { get; init; } = [];
    public double? ProgressPct { get; init; }
    public string? Message { get; init; }

    /// <summary>The worker's last checkpoint; given back on resume.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Boot in which the present attempt was started.</summary>
    public string? BootId { get; init; }

    public DateTimeOffset? StartedAt { get; init; }
    public long? StartedMs { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public long? FinishedMs { get; init; }

    /// <summary>Energy of all attempts, mWh.</summary>
    public double EnergyMwh { get; init; }

    public long DurationMs { get; init; }
    public int? ExitCode { get; init; }
    public string? Result { get; init; }
    public string? ResultSha256 { get; init; }
    public long? ResultBytes { get; init; }
    public TaskError? Error { get; init; }

    public string Id => Spec.Id;
    public TaskState State => TaskPhases.StateOf(Phase);
    public bool IsFinal => TaskPhases.IsFinal(Phase);
}
