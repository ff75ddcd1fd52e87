using System.Text.Json;

namespace EdgeAgent.Contract;

/// <summary>One receipt: accepted (<c>QUEUED</c>), <c>REJECTED</c>, or a final state.</summary>
public sealed record ReceiptItem
{
    public long Seq { get; init; }

    /// <summary>Null when the document had none that could be read.</summary>
    public string? Id { get; init; }

    public int? Rev { get; init; }
    public required TaskState Status { get; init; }

    /// <summary>Of a rejection: <c>id_conflict</c>, <c>queue_full</c>, or another word with the field: <c>invalid_field: priority: must be …</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a rejection: the same for people, with field and range.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// Of an acceptance or rejection: fields of the document that the device does not know, each with the name that was likely meant; at most 8.
    /// Null when it knows all.
    /// </summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Of the submitted bytes.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset Ts { get; init; }

    /// <summary>The document's own <c>correlation</c>.</summary>
    public JsonElement? Correlation { get; init; }
}
