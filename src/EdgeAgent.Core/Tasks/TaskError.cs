namespace EdgeAgent.Core.Tasks;

/// <summary>How a run ended, in words for people and in the category that decides about a retry.</summary>
public sealed record TaskError(ErrorCategory Category, string Message);
