using EdgeAgent.Fleet.Controller;
using EdgeAgent.Fleet.Store;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Fleet.Hosting;

/// <summary>Opens the store that the configuration names.</summary>
internal sealed partial class FleetStores(FleetOptions options, TimeProvider clock, ILogger log)
{
    /// <summary>Several controllers may be there: one that fails waits for its turn again.</summary>
    public bool IsShared => options.Cluster is not null;

    /// <summary>Null when <paramref name="stop"/> came before this controller's turn.</summary>
    /// <exception cref="IOException">The store cannot be used.</exception>
    public IFleetStore? Open(CancellationToken stop)
    {
        if (options.Cluster is { } cluster) return JetStreamStore.Open(cluster, clock, LogWaiting, stop);
        return Embedded();
    }

    private MirroredStore Embedded()
    {
        var store = new MirroredStore(options.DataDirectory);
        foreach (string note in store.Notes) LogRepaired(note);
        return store;
    }

    [LoggerMessage(LogLevel.Warning, "{Note}")]
    private partial void LogRepaired(string note);

    [LoggerMessage(LogLevel.Information, "stands by: controller {Holder} drives the fleet")]
    private partial void LogWaiting(string holder);
}
