namespace EdgeAgent.Core.Tasks;

/// <summary>Why a run failed: the category that decides about a retry, and a message for people.</summary>
public sealed record TaskError(ErrorCategory Category, string Message);
