namespace EdgeAgent.Fleet.Store;

/// <summary>Names of the tables. A new table needs no new version of the store: in an older store it is empty.</summary>
internal static class Tables
{
    public const string Device = "device";
    public const string Receipt = "receipt";
    public const string Campaign = "campaign";
    public const string Target = "target";
    public const string Pool = "pool";
    public const string Candidate = "candidate";

    public static IReadOnlyList<string> All { get; } = [Device, Receipt, Campaign, Target, Pool, Candidate];
}
