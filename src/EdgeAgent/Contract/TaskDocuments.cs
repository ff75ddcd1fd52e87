using System.Text.Json;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Contract;

/// <summary>Turns task records into documents of the contract.</summary>
internal static class TaskDocuments
{
    /// <summary>Longest <c>result</c> that is sent; a longer one is replaced by its hash and length (contract, section 3).</summary>
    public const int MaxResultBytes = 4096;

    public static TaskStateDocument State(TaskRecord r) => new()
    {
        Id = r.Id,
        Rev = r.Rev,
        Status = r.State,
        Phase = r.Phase,
        Reason = Reason(r),
        Attempt = r.Attempt,
        Run = r.Spec.IsRecurring ? r.Run : null,
        ProgressPct = r.ProgressPct,
        Message = r.Message,
        PlannedStart = r.PlannedStart,
        PlannedReason = r.PlannedReason,
        WaitReasons = Waits(r.WaitReasons),
        StartedAt = r.StartedAt,
        FinishedAt = r.FinishedAt,
        EnergyMwh = r.EnergyMwh > 0 ? r.EnergyMwh : null,
        DurationMs = r.DurationMs > 0 || r.IsFinal ? r.DurationMs : null,
        ExitCode = r.ExitCode,
        Result = r.Result,
        ResultSha256 = r.ResultSha256,
        ResultBytes = r.ResultBytes,
        Error = r.Error is { } error ? new ErrorPart(error.Category, error.Message) : null,
        Kind = r.Spec.Kind,
        Class = r.Spec.Class,
        Priority = r.Spec.Priority,
        Description = r.Spec.Description,
        Tags = r.Spec.Tags,
        AcceptedAt = r.AcceptedAt,
        Deadline = r.Spec.DeadlineAt ?? (r.Spec.DeadlineIn is { } span ? r.AcceptedAt + span : null),
        UserPaused = r.UserPaused ? true : null,
    };

    public static ReceiptItem Receipt(TaskRecord r, DateTimeOffset now) => new()
    {
        Id = r.Id,
        Rev = r.Rev,
        Status = r.State,
        Reason = Reason(r) is { } reason ? WireNames.Upper(reason) : null,
        Warnings = r.IsFinal || r.Warnings.Count == 0 ? null : r.Warnings,
        Sha256 = r.Sha256,
        Ts = now,
        Correlation = Json(r.Spec.CorrelationJson),
    };

    /// <summary>
    /// The newest receipt of a task, with the same content as when it was first sent: that of its end, or of its acceptance while it has not
    /// ended.
    /// </summary>
    public static ReceiptItem StoredReceipt(TaskRecord r)
    {
        if (r.IsFinal) return Receipt(r, r.FinishedAt ?? r.AcceptedAt);
        return Receipt(r, r.AcceptedAt) with { Rev = 1, Status = TaskState.Queued, Reason = null };
    }

    public static IReadOnlyList<WaitPart> Waits(IReadOnlyList<WaitCondition> conditions) =>
    [
        .. conditions.Select(c => new WaitPart
        {
            Reason = c.Reason,
            Current = c.Current,
            Required = c.Required,
            Since = c.Since,
            EstimatedAt = c.EstimatedAt,
        }),
    ];

    public static JsonElement? Json(string? text)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static StopReason? Reason(TaskRecord r)
    {
        if (r.Reason == StopReason.None) return null;
        return r.Reason;
    }

    /// <summary>The receipt for a stored task or receipt that can no longer be read.</summary>
    /// <param name="id">The task's id, when it is still known.</param>
    public static ReceiptItem DamagedReceipt(string? id, DateTimeOffset now) => new()
    {
        Id = id,
        Status = TaskState.Failed,
        Reason = "STORE_DAMAGED",
        Message = "the device's store was damaged; what became of this is not known",
        Sha256 = "",
        Ts = now,
    };
}
