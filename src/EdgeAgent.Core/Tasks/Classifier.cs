namespace EdgeAgent.Core.Tasks;

/// <summary>Class of a task that names none, by kind and description (contract, section 5). The first rule that matches decides.</summary>
public static class Classifier
{
    private static readonly (TaskClass Class, string[] Words, string[] Kinds)[] Rules =
    [
        (TaskClass.Critical,
            ["user_action", "ui_response", "critical", "urgent", "realtime", "interactive"],
            ["user_action", "ui_response", "realtime", "interactive"]),
        (TaskClass.ChargingOnly,
            ["heavy_processing", "training", "download_large", "backup_full", "reindex"],
            ["training", "heavy_processing"]),
        (TaskClass.Background,
            ["sync", "cleanup", "cache", "preload", "index", "backup", "compress", "analyze"],
            ["sync", "cleanup"]),
    ];

    public static TaskClass Classify(string kind, string? description)
    {
        string text = (description ?? "").ToLowerInvariant();
        string lowerKind = kind.ToLowerInvariant();
        foreach ((TaskClass result, string[] words, string[] kinds) in Rules)
        {
            if (kinds.Contains(lowerKind, StringComparer.Ordinal) || words.Any(w => text.Contains(w, StringComparison.Ordinal))) return result;
        }

        return TaskClass.Normal;
    }
}
