using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

/// <summary>
/// The durable state of one task. Every change makes a new record with <see cref="Rev"/> one higher, committed before its
/// effect. Times named <c>…Ms</c> are device time (<see cref="Timestamp.DeviceTimeMs"/>).
/// </summary>
public sealed record TaskRecord
{
    // Most records of a full queue have never run: what a run leaves is kept apart, so that they share an empty one.
    private readonly RunPart _run = RunPart.None;

    public required TaskSpec Spec { get; init; }

    /// <summary>SHA-256 of the submitted bytes, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What the receipt of the acceptance warns of: fields of the document that the device did not know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public required DateTimeOffset AcceptedAt { get; init; }
    public required long AcceptedMs { get; init; }

    /// <summary>Starts at 1; grows by one with every change.</summary>
    public int Rev { get; init; } = 1;

    public TaskPhase Phase { get; init; } = TaskPhase.Waiting;

    /// <summary>Why it is paused or stopping, was stopped last, or ended; cleared by the next start.</summary>
    public StopReason Reason { get; init; }

    /// <summary>Number of the run; above 1 only for recurring work. Attempts and budgets count within a run.</summary>
    public int Run { get; init; } = 1;

    /// <summary>Attempts started so far, this run; the first is 1.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts that used the retry budget, this run.</summary>
    public int Failures { get; init; }

    /// <summary>Attempts that ended early without being at fault (constraint, preemption, shutdown, power), this run.</summary>
    public int Interruptions { get; init; }

    /// <summary>Attempts in a row that a loss of power ended.</summary>
    public int PowerLosses { get; init; }

    /// <summary>Attempts in a row that a crash of the agent ended.</summary>
    public int Crashes { get; init; }

    /// <summary>What has to end first; an entry leaves when it did.</summary>
    public IReadOnlyList<Prerequisite> WaitsFor { get; init; } = [];

    /// <summary>Not before this device time: delay, period or back-off.</summary>
    public long NotBeforeMs { get; init; }

    /// <summary>True while <see cref="NotBeforeMs"/> stems from a retry.</summary>
    public bool IsBackoff { get; init; }

    /// <summary>End of the present period of periodic work, device time.</summary>
    public long? PeriodEndMs { get; init; }

    /// <summary>The calendar slot of cron work that is due next or being run; null until the clock was trusted once.</summary>
    public CalendarSlot? Slot { get; init; }

    /// <summary>The last slot that was run; guards against a second run when the clock is set back.</summary>
    public RunSlot? LastSlot { get; init; }

    public bool UserPaused { get; init; }
    public DateTimeOffset? PlannedStart { get; init; }

    /// <summary>Why the planner chose <see cref="PlannedStart"/>.</summary>
    public PlacementReason? PlannedReason { get; init; }

    public IReadOnlyList<WaitCondition> WaitReasons { get; init; } = [];
    public double? ProgressPct { get => _run.ProgressPct; init => _run = RunPart.Share(_run with { ProgressPct = value }); }
    public string? Message { get => _run.Message; init => _run = RunPart.Share(_run with { Message = value }); }

    /// <summary>The worker's last checkpoint; given back on resume.</summary>
    public string? Checkpoint { get => _run.Checkpoint; init => _run = RunPart.Share(_run with { Checkpoint = value }); }

    /// <summary>Boot in which the present attempt was started.</summary>
    public string? BootId { get => _run.BootId; init => _run = RunPart.Share(_run with { BootId = value }); }

    /// <summary>First start of this run.</summary>
    public DateTimeOffset? StartedAt { get => _run.StartedAt; init => _run = RunPart.Share(_run with { StartedAt = value }); }
    public long? StartedMs { get => _run.StartedMs; init => _run = RunPart.Share(_run with { StartedMs = value }); }

    /// <summary>Times of the present attempt; null when none is active.</summary>
    public AttemptClock? Clock { get; init; }

    public DateTimeOffset? FinishedAt { get => _run.FinishedAt; init => _run = RunPart.Share(_run with { FinishedAt = value }); }
    public long? FinishedMs { get => _run.FinishedMs; init => _run = RunPart.Share(_run with { FinishedMs = value }); }

    /// <summary>Energy of all attempts, mWh.</summary>
    public double EnergyMwh { get => _run.EnergyMwh; init => _run = RunPart.Share(_run with { EnergyMwh = value }); }

    /// <summary>Run time of all attempts of this run, pauses left out, ms.</summary>
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
