using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Scheduling;

/// <summary>What users hold back: the device, kinds, tags. Held tasks do not start until they are released. Running tasks go on.</summary>
public sealed record Holds
{
    public static Holds None { get; } = new();

    public bool Device { get; init; }
    public IReadOnlySet<string> Kinds { get; init; } = new HashSet<string>();
    public IReadOnlySet<string> Tags { get; init; } = new HashSet<string>();
    public IReadOnlySet<string> Tasks { get; init; } = new HashSet<string>();

    public bool IsEmpty => !Device && Kinds.Count == 0 && Tags.Count == 0 && Tasks.Count == 0;

    /// <summary>Says for people what holds the task; null when nothing does.</summary>
    public string? On(TaskSpec spec)
    {
        if (IsEmpty) return null;
        if (Device) return "device held";
        if (Kinds.Contains(spec.Kind)) return $"kind {spec.Kind} held";
        if (Tasks.Contains(spec.Id)) return "task held";
        if (Tags.Count > 0 && spec.Tags.FirstOrDefault(Tags.Contains) is { } tag) return $"tag {tag} held";
        return null;
    }
}
