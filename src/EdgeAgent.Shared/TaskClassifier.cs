namespace EdgeAgent.Shared;

/// <summary>Chooses the class of a task whose document gives none, by kind and description (contract, section 5). The first matching rule applies.</summary>
public static class TaskClassifier
{
    private static readonly string[] CriticalWords = { "user_action", "ui_response", "critical", "urgent", "realtime", "interactive" };
    private static readonly string[] CriticalKinds = { "user_action", "ui_response", "realtime", "interactive" };
    private static readonly string[] ChargingOnlyWords = { "heavy_processing", "training", "download_large", "backup_full", "reindex" };
    private static readonly string[] ChargingOnlyKinds = { "training", "heavy_processing" };
    private static readonly string[] BackgroundWords = { "sync", "cleanup", "cache", "preload", "index", "backup", "compress", "analyze" };
    private static readonly string[] BackgroundKinds = { "sync", "cleanup" };

    /// <param name="kind">The kind in lower case.</param>
    /// <param name="description">The description in lower case; empty when there is none.</param>
    public static TaskClass Classify(string kind, string description)
    {
        if (IsOneOf(kind, CriticalKinds) || HasAny(description, CriticalWords)) return TaskClass.Critical;
        if (IsOneOf(kind, ChargingOnlyKinds) || HasAny(description, ChargingOnlyWords)) return TaskClass.ChargingOnly;
        if (IsOneOf(kind, BackgroundKinds) || HasAny(description, BackgroundWords)) return TaskClass.Background;
        return TaskClass.Normal;
    }

    private static bool IsOneOf(string kind, string[] kinds)
    {
        for (int i = 0; i < kinds.Length; i++)
        {
            if (kind == kinds[i]) return true;
        }

        return false;
    }

    private static bool HasAny(string text, string[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (text.Contains(words[i])) return true;
        }

        return false;
    }
}
