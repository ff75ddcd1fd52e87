namespace EdgeAgent.Core.Tasks;

/// <summary>Class of a task that names none, by kind and description in any case.</summary>
public static class Classifier
{
    public static TaskClass Classify(string kind, string? description) =>
        TaskClassifier.Classify(kind.ToLowerInvariant(), (description ?? "").ToLowerInvariant());
}
