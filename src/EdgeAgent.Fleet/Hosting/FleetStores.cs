using EdgeAgent.Fleet.Controller;
using EdgeAgent.Fleet.Store;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Fleet.Hosting;

/// <summary>Opens the store that the configuration names.</summary>
internal sealed partial class FleetStores(FleetOptions options, TimeProvider clock, ILogger log)
{
    /// <summary>Several controllers may share the store: one that fails waits for the lease again.</summary>
    public bool IsShared => options.Cluster is not null;

    /// <summary>Opens the store, in a cluster once this controller has the lease. Null when <paramref name="stop"/> came first.</summary>
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
