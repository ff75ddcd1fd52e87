using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Storage;

/// <summary>
/// The stored form of a <see cref="TaskRecord"/>: JSON with defaults left out, so that a later version may add fields and read
/// older rows. Id, document and hash are columns of their own. A test fails when a field of the record is not carried.
/// </summary>
internal static class RecordCodec
{
    public static byte[] Encode(TaskRecord record) => JsonSerializer.SerializeToUtf8Bytes(StoredRecord.From(record), StorageJson.Default.StoredRecord);

    /// <exception cref="JsonException">The row is not what <see cref="Encode"/> wrote.</exception>
    public static TaskRecord Decode(ReadOnlySpan<byte> json, TaskSpec spec, string sha256) =>
        (JsonSerializer.Deserialize(json, StorageJson.Default.StoredRecord) ?? throw new JsonException("empty record")).To(spec, sha256);
}

internal sealed class StoredRecord
{
    public DateTimeOffset AcceptedAt { get; set; }
    public long AcceptedMs { get; set; }
    public int Rev { get; set; }
    public TaskPhase Phase { get; set; }
    public StopReason Reason { get; set; }
    public int Run { get; set; } = 1;
    public int Attempt { get; set; }
    public int Failures { get; set; }
    public int Interruptions { get; set; }
    public int PowerLosses { get; set; }
    public int Crashes { get; set; }
    public List<Prerequisite>? WaitsFor { get; set; }
    public long NotBeforeMs { get; set; }
    public bool IsBackoff { get; set; }
    public long? PeriodEndMs { get; set; }
    public CalendarSlot? Slot { get; set; }
    public RunSlot? LastSlot { get; set; }
    public bool UserPaused { get; set; }
    public DateTimeOffset? PlannedStart { get; set; }
    public PlacementReason? PlannedReason { get; set; }
    public List<WaitCondition>? WaitReasons { get; set; }
    public double? ProgressPct { get; set; }
    public string? Message { get; set; }
    public string? Checkpoint { get; set; }
    public string? BootId { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public long? StartedMs { get; set; }
    public AttemptClock? Clock { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public long? FinishedMs { get; set; }
    public double EnergyMwh { get; set; }
    public long DurationMs { get; set; }
    public int? ExitCode { get; set; }
    public string? Result { get; set; }
    public string? ResultSha256 { get; set; }
    public long? ResultBytes { get; set; }
    public TaskError? Error { get; set; }

    public static StoredRecord From(TaskRecord r) => new()
    {
        AcceptedAt = r.AcceptedAt,
        AcceptedMs = r.AcceptedMs,
        Rev = r.Rev,
        Phase = r.Phase,
        Reason = r.Reason,
        Run = r.Run,
        Attempt = r.Attempt,
        Failures = r.Failures,
        Interruptions = r.Interruptions,
        PowerLosses = r.PowerLosses,
        Crashes = r.Crashes,
        WaitsFor = r.WaitsFor.Count == 0 ? null : [.. r.WaitsFor],
        NotBeforeMs = r.NotBeforeMs,
        IsBackoff = r.IsBackoff,
        PeriodEndMs = r.PeriodEndMs,
        Slot = r.Slot,
        LastSlot = r.LastSlot,
        UserPaused = r.UserPaused,
        PlannedStart = r.PlannedStart,
        PlannedReason = r.PlannedReason,
        WaitReasons = r.WaitReasons.Count == 0 ? null : [.. r.WaitReasons],
        ProgressPct = r.ProgressPct,
        Message = r.Message,
        Checkpoint = r.Checkpoint,
        BootId = r.BootId,
        StartedAt = r.StartedAt,
        StartedMs = r.StartedMs,
        Clock = r.Clock,
        FinishedAt = r.FinishedAt,
        FinishedMs = r.FinishedMs,
        EnergyMwh = r.EnergyMwh,
        DurationMs = r.DurationMs,
        ExitCode = r.ExitCode,
        Result = r.Result,
        ResultSha256 = r.ResultSha256,
        ResultBytes = r.ResultBytes,
        Error = r.Error,
    };

    public TaskRecord To(TaskSpec spec, string sha256) => new()
    {
        Spec = spec,
        Sha256 = sha256,
        AcceptedAt = AcceptedAt,
        AcceptedMs = AcceptedMs,
        Rev = Rev,
        Phase = Phase,
        Reason = Reason,
        Run = Run,
        Attempt = Attempt,
        Failures = Failures,
        Interruptions = Interruptions,
        PowerLosses = PowerLosses,
        Crashes = Crashes,
        WaitsFor = WaitsFor is { } prerequisites ? prerequisites : [],
        NotBeforeMs = NotBeforeMs,
        IsBackoff = IsBackoff,
        PeriodEndMs = PeriodEndMs,
        Slot = Slot,
        LastSlot = LastSlot,
        UserPaused = UserPaused,
        PlannedStart = PlannedStart,
        PlannedReason = PlannedReason,
        WaitReasons = WaitReasons is { } reasons ? reasons : [],
        ProgressPct = ProgressPct,
        Message = Message,
        Checkpoint = Checkpoint,
        BootId = BootId,
        StartedAt = StartedAt,
        StartedMs = StartedMs,
        Clock = Clock,
        FinishedAt = FinishedAt,
        FinishedMs = FinishedMs,
        EnergyMwh = EnergyMwh,
        DurationMs = DurationMs,
        ExitCode = ExitCode,
        Result = Result,
        ResultSha256 = ResultSha256,
        ResultBytes = ResultBytes,
        Error = Error,
    };
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredRecord))]
internal sealed partial class StorageJson : JsonSerializerContext;
