using EdgeAgent.Fleet.Store;

namespace EdgeAgent.Fleet.Load;

/// <summary>What one run does.</summary>
/// <param name="FailingPct">Of the devices, whose task ends with an error.</param>
internal sealed record LoadOptions(int Port, string Folder, int Devices, int Kills, double FailingPct)
{
    /// <summary>Seed of the times of the kills.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Addresses of nats-servers that hold the state; null for files.</summary>
    public string? Nats { get; init; }

    /// <summary>Process of a nats-server that is killed in the middle of the campaign.</summary>
    public int? NodeToKill { get; init; }

    /// <summary>Processes of the nats-servers.</summary>
    public IReadOnlyList<int> Nodes { get; init; } = [];

    /// <summary>A command that is run when all devices are known.</summary>
    public string? WhenKnown { get; init; }

    /// <summary>Number of controllers: two with nats-servers, where one drives and the other waits.</summary>
    public int Controllers => Nats is null ? 1 : 2;

    public string DataFolder => Path.Combine(Folder, "controller");

    public IFleetStore OpenStore() => Nats is null ? new MirroredStore(DataFolder) : JetStreamStore.Open(Cluster("judge"), TimeProvider.System, _ => { }, CancellationToken.None)!;

    public ClusterOptions Cluster(string name) => new() { Urls = Nats!, Prefix = "load", Controller = name, Patience = TimeSpan.FromMinutes(2) };
}
