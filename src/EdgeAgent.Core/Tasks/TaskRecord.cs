using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

/// <summary>
/// The stored state of one task. Each change creates a new record whose <see cref="Rev"/> is one higher and which is committed before
/// its effects. Times named <c>…Ms</c> are device time (<see cref="Timestamp.DeviceTimeMs"/>), except <see cref="DurationMs"/>, a span.
/// </summary>
public sealed record TaskRecord
{
    // Most records of a full queue have never run. They share one empty RunPart, which saves memory.
    private readonly RunPart _run = RunPart.None;

    public required TaskSpec Spec { get; init; }

    /// <summary>SHA-256 of the submitted bytes, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Warnings of the acceptance receipt: fields of the document that the device does not know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public required DateTimeOffset AcceptedAt { get; init; }
    public required long AcceptedMs { get; init; }

    /// <summary>Starts at 1; grows by one with every change.</summary>
    public int Rev { get; init; } = 1;

    public TaskPhase Phase { get; init; } = TaskPhase.Waiting;

    /// <summary>Why the task is paused, stopping, was stopped or has ended; the next start clears it.</summary>
    public StopReason Reason { get; init; }

    /// <summary>Number of the run; above 1 only for recurring work. Attempts and budgets count within a run.</summary>
    public int Run { get; init; } = 1;

    /// <summary>Number of attempts started in this run; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts of this run that used the retry budget.</summary>
    public int Failures { get; init; }

    /// <summary>Attempts of this run that ended early without a failure of the task (constraint, preemption, shutdown, power loss).</summary>
    public int Interruptions { get; init; }

    /// <summary>Number of consecutive attempts that a power loss ended.</summary>
    public int PowerLosses { get; init; }

    /// <summary>Number of consecutive attempts that a crash of the agent ended.</summary>
    public int Crashes { get; init; }

    /// <summary>Prerequisites that have not ended; an entry is removed when it ends.</summary>
    public IReadOnlyList<Prerequisite> WaitsFor { get; init; } = [];

    /// <summary>Earliest start, device time: from a delay, a period or a back-off.</summary>
    public long NotBeforeMs { get; init; }

    /// <summary>True while <see cref="NotBeforeMs"/> comes from a back-off.</summary>
    public bool IsBackoff { get; init; }

    /// <summary>End of the present period of periodic work, device time.</summary>
    public long? PeriodEndMs { get; init; }

    /// <summary>The slot of cron work that is due next or runs now; null until the clock has been trusted.</summary>
    public CalendarSlot? Slot { get; init; }

    /// <summary>The last slot that ran; prevents a second run when the clock is set back.</summary>
    public RunSlot? LastSlot { get; init; }

    public bool UserPaused { get; init; }
    public DateTimeOffset? PlannedStart { get; init; }

    /// <summary>Why the planner chose <see cref="PlannedStart"/>.</summary>
    public PlacementReason? PlannedReason { get; init; }

    public IReadOnlyList<WaitCondition> WaitReasons { get; init; } = [];
    public double? ProgressPct { get => _run.ProgressPct; init => _run = RunPart.Share(_run with { ProgressPct = value }); }
    public string? Message { get => _run.Message; init => _run = RunPart.Share(_run with { Message = value }); }

    /// <summary>The worker's last checkpoint; the next attempt receives it.</summary>
    public string? Checkpoint { get => _run.Checkpoint; init => _run = RunPart.Share(_run with { Checkpoint = value }); }

    /// <summary>Boot id of the machine when the present attempt started.</summary>
    public string? BootId { get => _run.BootId; init => _run = RunPart.Share(_run with { BootId = value }); }

    /// <summary>First start of this run.</summary>
    public DateTimeOffset? StartedAt { get => _run.StartedAt; init => _run = RunPart.Share(_run with { StartedAt = value }); }
    public long? StartedMs { get => _run.StartedMs; init => _run = RunPart.Share(_run with { StartedMs = value }); }

    /// <summary>Clock of the present attempt; null when none is active.</summary>
    public AttemptClock? Clock { get; init; }

    public DateTimeOffset? FinishedAt { get => _run.FinishedAt; init => _run = RunPart.Share(_run with { FinishedAt = value }); }
    public long? FinishedMs { get => _run.FinishedMs; init => _run = RunPart.Share(_run with { FinishedMs = value }); }

    /// <summary>Measured energy of all attempts of this run, mWh.</summary>
    public double EnergyMwh { get => _run.EnergyMwh; init => _run = RunPart.Share(_run with { EnergyMwh = value }); }

    /// <summary>Run time of all attempts of this run without pauses, ms.</summary>
    public long DurationMs { get => _run.DurationMs; init => _run = RunPart.Share(_run with { DurationMs = value }); }
    public int? ExitCode { get => _run.ExitCode; init => _run = RunPart.Share(_run with { ExitCode = value }); }
    public string? Result { get => _run.Result; init => _run = RunPart.Share(_run with { Result = value }); }
    public string? ResultSha256 { get => _run.ResultSha256; init => _run = RunPart.Share(_run with { ResultSha256 = value }); }
    public long? ResultBytes { get => _run.ResultBytes; init => _run = RunPart.Share(_run with { ResultBytes = value }); }
    public TaskError? Error { get => _run.Error; init => _run = RunPart.Share(_run with { Error = value }); }

    public string Id => Spec.Id;
    public TaskState State => TaskPhases.StateOf(Phase);
    public bool IsFinal => TaskPhases.IsFinal(Phase);
}
