namespace EdgeAgent.Shared;

/// <summary>Category of a failed run; it decides whether and when the run is retried (contract, section 5).</summary>
public enum ErrorCategory
{
    Network,
    Authentication,
    ServerError,
    ClientError,
    Timeout,
    Other,
}
