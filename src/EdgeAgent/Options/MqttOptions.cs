namespace EdgeAgent.Options;

/// <summary>Section <c>Mqtt</c>: the broker and the connection to it.</summary>
public sealed record MqttOptions
{
    public required string Host { get; init; }
    public required int Port { get; init; }
    public required ProtocolChoice Protocol { get; init; }

    /// <summary>Path for MQTT over WebSocket; null: MQTT over TCP or TLS.</summary>
    public string? WebSocketPath { get; init; }

    public required bool Tls { get; init; }
    public string? CaFile { get; init; }
    public string? CertificateFile { get; init; }
    public string? KeyFile { get; init; }
    public string? Username { get; init; }
    public string? PasswordFile { get; init; }

    /// <summary>First levels of all topics.</summary>
    public required string Root { get; init; }

    /// <summary>Keep-alive in mode full; lower modes lengthen it.</summary>
    public required TimeSpan KeepAlive { get; init; }

    /// <summary>Longest keep-alive. A lost connection may stay undetected for 1.5 times this, and address translators drop idle connections.</summary>
    public required TimeSpan LongestKeepAlive { get; init; }

    public const string UsualHomeAssistantPrefix = "homeassistant";

    /// <summary>First levels of Home Assistant's topics; null when there is no discovery document.</summary>
    public string? HomeAssistantPrefix { get; init; } = UsualHomeAssistantPrefix;

    /// <summary>Time for which the broker keeps the session of a disconnected device; at least the longest sleep.</summary>
    public required TimeSpan SessionExpiry { get; init; }

    /// <summary>True: only a controller's acknowledgement empties the outbox. False: the broker's does.</summary>
    public required bool ReceiptsNeedController { get; init; }

    public static MqttOptions Read(ConfigReader reader)
    {
        bool tls = reader.Flag("Tls", false);
        string root = reader.Text("Root", TopicNames.DefaultRoot, IsRoot, RootRule);
        string? certificate = reader.ExistingFile("CertificateFile"), key = reader.ExistingFile("KeyFile");
        var keepAlive = reader.Seconds("KeepAliveSeconds", 60, 0, 65535);
        var longest = reader.Seconds("LongestKeepAliveSeconds", Math.Max(1200, keepAlive.TotalSeconds), 0, 65535);
        if (longest < keepAlive) reader.Fault("LongestKeepAliveSeconds", $"{longest.TotalSeconds}", $"a number from KeepAliveSeconds ({keepAlive.TotalSeconds}) to 65535");
        if (certificate is null != key is null) reader.Fault("KeyFile", key ?? "", "CertificateFile and KeyFile together, or neither");
        return new MqttOptions
        {
            Host = reader.Text("Host", "127.0.0.1", IsHost, "a host name or address"),
            Port = reader.Whole("Port", tls ? 8883 : 1883, 1, 65535),
            Protocol = ReadProtocol(reader),
            WebSocketPath = reader.TextOrNull("WebSocketPath"),
            Tls = tls,
            CaFile = reader.ExistingFile("CaFile"),
            CertificateFile = certificate,
            KeyFile = key,
            Username = reader.TextOrNull("Username"),
            PasswordFile = reader.ExistingFile("PasswordFile"),
            Root = root,
            HomeAssistantPrefix = ReadHomeAssistant(reader.Section("HomeAssistant")),
            KeepAlive = keepAlive,
            LongestKeepAlive = longest,
            SessionExpiry = reader.Seconds("SessionExpirySeconds", 7 * 86400, 0, uint.MaxValue),
            ReceiptsNeedController = reader.Flag("ReceiptsNeedController", false),
        };
    }

    /// <summary>The rule of <see cref="IsRoot"/> as text.</summary>
    public const string RootRule = "a topic without wildcards, without / at its ends, up to 64 characters";

    public static bool IsHost(string host) => host.Length is > 0 and <= 253 && !host.Any(char.IsWhiteSpace);

    public static bool IsRoot(string root) =>
        root.Length is > 0 and <= 64 && !root.StartsWith('/') && !root.EndsWith('/') && root.IndexOfAny(['+', '#', '$', '\0']) < 0;

    private static string? ReadHomeAssistant(ConfigReader reader)
    {
        string prefix = reader.Text("Prefix", UsualHomeAssistantPrefix, IsRoot, "a topic without wildcards, without / at its ends, up to 64 characters");
        if (reader.Flag("Enabled", true)) return prefix;
        return null;
    }

    private static ProtocolChoice ReadProtocol(ConfigReader reader)
    {
        string text = reader.Text("Protocol", "auto");
        switch (text)
        {
            case "auto": return ProtocolChoice.Auto;
            case "5": return ProtocolChoice.V5;
            case "3.1.1": return ProtocolChoice.V311;
            default:
                reader.Fault("Protocol", text, "auto, 5, 3.1.1");
                return ProtocolChoice.Auto;
        }
    }
}
