using EdgeAgent.Fleet.Store;
using EdgeAgent.Options;

namespace EdgeAgent.Fleet.Controller;

/// <summary>The controller's configuration, section <c>EdgeAgentFleet</c>.</summary>
internal sealed record FleetOptions
{
    public const string Section = "EdgeAgentFleet";
    public const string UsualFile = "/etc/edgeagent/fleet.json";

    public required MqttOptions Mqtt { get; init; }

    /// <summary>MQTT client id; one controller at a time.</summary>
    public required string ClientId { get; init; }

    /// <summary>Holds <c>fleet-a.db</c> and <c>fleet-b.db</c>; not used with a <see cref="Cluster"/>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Set when the state lives on nats-servers.</summary>
    public ClusterOptions? Cluster { get; init; }

    /// <summary>Waiting time for a device's answer before the message is published again.</summary>
    public required TimeSpan ResendAfter { get; init; }

    /// <summary>How long an acknowledged receipt is kept after it was stored.</summary>
    public required TimeSpan KeepReceipts { get; init; }

    /// <summary>What arrives within this time is one commit.</summary>
    public required TimeSpan Group { get; init; }

    /// <exception cref="InvalidDataException">One line for each fault: key, value, allowed range.</exception>
    public static FleetOptions Read(string? file, string[] keys)
    {
        var reader = new ConfigReader(ConfigSources.Build(file ?? (File.Exists(UsualFile) ? UsualFile : null), keys), Section);
        var options = new FleetOptions
        {
            Mqtt = MqttOptions.Read(reader.Section("Mqtt")),
            ClientId = reader.Text("ClientId", "edgeagent-fleet", DeviceOptions.IsName, "1 to 64 characters from a-z, 0-9 and -"),
            DataDirectory = reader.Text("DataDirectory", "/var/lib/edgeagent-fleet"),
            Cluster = ReadCluster(reader.Section("Cluster")),
            ResendAfter = reader.Seconds("ResendSeconds", 60, 1, 86400),
            KeepReceipts = TimeSpan.FromDays(reader.Number("ReceiptDays", ReceiptPruning.UsualTime.TotalDays, 1, 36500)),
            Group = reader.Seconds("GroupSeconds", 0.2, 0, 10),
        };
        var faults = reader.Faults.Select(f => f.ToString()).Concat(reader.UnknownKeys().Select(k => $"{k}: no such key")).ToList();
        if (faults.Count > 0) throw new InvalidDataException(string.Join('\n', faults));
        return options;
    }

    private static ClusterOptions? ReadCluster(ConfigReader reader)
    {
        var options = new ClusterOptions
        {
            Urls = reader.Text("Urls", "", AreUrls, "nats://HOST:PORT or tls://HOST:PORT, separated by commas"),
            Prefix = reader.Text("Prefix", "edgeagent", DeviceOptions.IsName, "1 to 64 characters from a-z, 0-9 and -"),
            Replicas = reader.Whole("Replicas", 3, 1, 5),
            Lease = reader.Seconds("LeaseSeconds", 15, 2, 300),
            Patience = reader.Seconds("PatienceSeconds", 30, 1, 600),
            Controller = reader.Text("Controller", Environment.MachineName.ToLowerInvariant(), DeviceOptions.IsName, "1 to 64 characters from a-z, 0-9 and -"),
            User = reader.TextOrNull("Username"),
            PasswordFile = reader.ExistingFile("PasswordFile"),
            CaFile = reader.ExistingFile("CaFile"),
            CertificateFile = reader.ExistingFile("CertificateFile"),
            KeyFile = reader.ExistingFile("KeyFile"),
        };
        if (options.Urls.Length > 0) return options;
        return null;
    }

    private static bool AreUrls(string text) =>
        text.Length == 0 || text.Split(',').All(u => Uri.TryCreate(u, UriKind.Absolute, out var url) && url is { Scheme: "nats" or "tls", Port: > 0 });
}
