namespace EdgeAgent.Core.Tasks;

/// <summary>Chooses the class of a task whose document gives none, by kind and description; upper and lower case are the same.</summary>
public static class Classifier
{
    public static TaskClass Classify(string kind, string? description) =>
        TaskClassifier.Classify(kind.ToLowerInvariant(), (description ?? "").ToLowerInvariant());
}
