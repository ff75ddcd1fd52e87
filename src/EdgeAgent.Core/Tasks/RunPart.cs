namespace EdgeAgent.Core.Tasks;

/// <summary>The fields of a <see cref="TaskRecord"/> that only a run sets; they are documented there.</summary>
internal sealed record RunPart
{
    public static RunPart None { get; } = new();

    public double? ProgressPct { get; init; }
    public string? Message { get; init; }
    public string? Checkpoint { get; init; }
    public string? BootId { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public long? StartedMs { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public long? FinishedMs { get; init; }
    public double EnergyMwh { get; init; }
    public long DurationMs { get; init; }
    public int? ExitCode { get; init; }
    public string? Result { get; init; }
    public string? ResultSha256 { get; init; }
    public long? ResultBytes { get; init; }
    public TaskError? Error { get; init; }

    public static RunPart Share(RunPart part)
    {
        if (part == None) return None;
        return part;
    }
}
