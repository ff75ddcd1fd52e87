using EdgeAgent.Core.Tasks;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>The result of judging a submitted document.</summary>
internal sealed record Submission(Admission Admission, string Sha256, string? Id, Answer Answer, string? CorrelationJson)
{
    /// <summary>Fields that the device does not know, one line each.</summary>
    public IReadOnlyList<string> UnknownFields { get; init; } = [];
}
