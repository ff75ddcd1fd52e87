using System.Text.Json;

namespace EdgeAgent.Contract;

/// <summary>One receipt: accepted (<c>QUEUED</c>), <c>REJECTED</c>, or a final state.</summary>
public sealed record ReceiptItem
{
    public long Seq { get; init; }

    /// <summary>The task's id; null when none could be read from the document.</summary>
    public string? Id { get; init; }

    public int? Rev { get; init; }
    public required TaskState Status { get; init; }

    /// <summary>Of a rejection: <c>id_conflict</c>, <c>queue_full</c>, or another code with the fault: <c>invalid_field: priority: must be …</c>. Of an end: its stop reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a rejection: the fault for people, with field and range.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// Of an acceptance or rejection: fields of the document that the device does not know, each with the name that was likely meant; at most 8.
    /// Null when it knows all.
    /// </summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Hash of the submitted bytes.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset Ts { get; init; }

    /// <summary>The document's own <c>correlation</c>.</summary>
    public JsonElement? Correlation { get; init; }
}
