using System.Collections;
using EdgeAgent.Options;

namespace EdgeAgent.Cli;

/// <summary>The environment of a command: streams, configuration and the connection to a device.</summary>
internal sealed record CliHost
{
    private const string KeyPrefix = "EdgeAgent__";

    public required TextWriter Output { get; init; }
    public required TextWriter Error { get; init; }
    public Screen Screen { get; init; } = Screen.Pipe;
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    public required Func<Stream> Input { get; init; }

    /// <summary>Configuration file of the device on which the command runs.</summary>
    public required string DeviceFile { get; init; }

    /// <summary>The user's configuration file, with the same keys.</summary>
    public required string UserFile { get; init; }

    /// <summary>Keys of the environment, such as <c>EdgeAgent:Mqtt:Host</c>.</summary>
    public required IReadOnlyDictionary<string, string?> Environment { get; init; }

    public Func<MqttOptions, string, TimeSpan, IConversation> Connect { get; init; } = static (mqtt, device, timeout) => new Remote(mqtt, device, timeout);

    public static CliHost Real() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        Screen = Screen.OfConsole(),
        Input = Console.OpenStandardInput,
        DeviceFile = ConfigSources.UsualFile,
        UserFile = Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.ApplicationData), "edgeagent", "cli.json"),
        Environment = Variables(),
    };

    private static Dictionary<string, string?> Variables() => System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(v => ((string)v.Key).StartsWith(KeyPrefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(v => ((string)v.Key).Replace("__", ":", StringComparison.Ordinal), v => (string?)v.Value, StringComparer.OrdinalIgnoreCase);
}
