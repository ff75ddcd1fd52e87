using System.Text.Json;

namespace EdgeAgent.Contract;

/// <summary>Answer to a control request.</summary>
public sealed record ReplyDocument : DeviceDocument
{
    public required string Verb { get; init; }
    public JsonElement? Correlation { get; init; }
    public required bool Ok { get; init; }
    public string? Error { get; init; }
    public JsonElement? Data { get; init; }
}
