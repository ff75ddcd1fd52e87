namespace EdgeAgent.Fleet.Store;

/// <summary>Where the fleet's state lives when several controllers share it.</summary>
internal sealed record ClusterOptions
{
    /// <summary><c>nats://host:port</c> or <c>tls://host:port</c>, separated by commas.</summary>
    public required string Urls { get; init; }

    /// <summary>Prefix of the buckets' names; controllers with the same prefix are one fleet.</summary>
    public string Prefix { get; init; } = "edgeagent";

    /// <summary>Number of nodes that keep each row, 1 to 5. A write is acknowledged when most of them have it.</summary>
    public int Replicas { get; init; } = 3;

    /// <summary>A driving controller that does not renew its lease for so long is replaced.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a call is repeated without an answer before it fails.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Names this controller in the lease.</summary>
    public string Controller { get; init; } = Environment.MachineName;

    public string? User { get; init; }
    public string? PasswordFile { get; init; }
    public string? CaFile { get; init; }
    public string? CertificateFile { get; init; }
    public string? KeyFile { get; init; }
}
