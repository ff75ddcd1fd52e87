using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.KeyValueStore;

namespace EdgeAgent.Fleet.Store;

/// <summary>A connection to the nats-servers, and the fleet's buckets on them.</summary>
internal sealed class Cluster : IDisposable
{
    private const string Lease = "lease", Record = "record", Parts = "record-part";

    private readonly ClusterOptions _options;
    private readonly NatsConnection _connection;
    private readonly NatsKVContext _context;

    /// <exception cref="IOException">A file of the credentials cannot be read.</exception>
    public Cluster(ClusterOptions options, TimeProvider clock)
    {
        (_options, Clock) = (options, clock);
        Calls = new ClusterCalls(options.Patience, clock);
        _connection = new NatsConnection(Settings(options));
        _context = new NatsKVContext(new NatsJSContext(_connection));
    }

    public TimeProvider Clock { get; }

    public ClusterCalls Calls { get; }

    /// <summary>The bucket of a table; created when it is missing.</summary>
    /// <exception cref="IOException">No node answers, or the bucket may not be created.</exception>
    public Bucket Open(string table) => Open(table, TimeSpan.Zero);

    /// <inheritdoc cref="Open(string)"/>
    public DriverLease OpenLease() => new(Open(Lease, _options.Lease), _options.Controller, _options.Lease, Clock);

    /// <inheritdoc cref="Open(string)"/>
    public RecordSlot OpenRecord() => new(Open(Record), Open(Parts));

    public void Dispose() => _connection.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Bucket Open(string table, TimeSpan longest) => new(Calls.Call(table, cancellation => Find(table, longest, cancellation)), Calls);

    private async Task<INatsKVStore> Find(string table, TimeSpan longest, CancellationToken cancellation)
    {
        string name = $"{_options.Prefix}_{table}";
        try
        {
            return await _context.GetStoreAsync(name, cancellation).ConfigureAwait(false);
        }
        catch (NatsJSApiException e) when (e.Error.Code == 404)
        {
            var config = new NatsKVConfig(name) { History = 1, NumberOfReplicas = _options.Replicas, Storage = NatsKVStorageType.File, MaxAge = longest };
            return await _context.CreateStoreAsync(config, cancellation).ConfigureAwait(false);
        }
    }

    private static NatsOpts Settings(ClusterOptions options) => NatsOpts.Default with
    {
        Url = options.Urls,
        Name = "edgeagent-fleet " + options.Controller,
        RetryOnInitialConnect = true,
        MaxReconnectRetry = -1,
        RequestTimeout = TimeSpan.FromSeconds(5),
        AuthOpts = new NatsAuthOpts { Username = options.User, Password = options.PasswordFile is { } file ? File.ReadAllText(file).Trim() : null },
        TlsOpts = new NatsTlsOpts { CaFile = options.CaFile, CertFile = options.CertificateFile, KeyFile = options.KeyFile },
    };
}
