namespace EdgeAgent.Shared;

/// <summary>What kind of failure a run had; decides whether and when it is tried again (contract, section 5).</summary>
public enum ErrorCategory
{
    Network,
    Authentication,
    ServerError,
    ClientError,
    Timeout,
    Other,
}
