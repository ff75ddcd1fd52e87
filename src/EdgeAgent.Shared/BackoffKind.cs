namespace EdgeAgent.Shared;

public enum BackoffKind
{
    Exponential,
    Linear,
}
