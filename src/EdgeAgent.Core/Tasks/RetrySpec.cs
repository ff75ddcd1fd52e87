namespace EdgeAgent.Core.Tasks;

public sealed record RetrySpec(int? Max, BackoffKind Backoff, TimeSpan? Delay);
