using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Contract;

/// <summary>
/// What was read from a document: either <see cref="Spec"/> or <see cref="Rejection"/>. The other members hold what could be read in
/// either case, so that a rejection reaches its sender.
/// </summary>
public sealed record ParsedDocument(TaskSpec? Spec, Rejection? Rejection, string? Id, string? ReplyTo, string? CorrelationJson)
{
    /// <summary>Fields that no reader knows, one line each with the name that was likely meant.</summary>
    public IReadOnlyList<string> UnknownFields { get; init; } = [];
}
