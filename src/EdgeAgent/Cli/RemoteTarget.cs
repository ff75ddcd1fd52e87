using EdgeAgent.Options;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Cli;

/// <summary>The device and the broker of a command.</summary>
/// <param name="Notes">Notes for stderr about configuration that could not be used.</param>
internal sealed record RemoteTarget(MqttOptions Mqtt, string Device, IReadOnlyList<string> Notes)
{
    private const string Root = "EdgeAgent";

    /// <summary>
    /// Combines the device's file, the user's file, the environment and the options; each overrides those before it. When the options name
    /// another host than the configuration, port, encryption and credentials of the configuration are not used for it.
    /// </summary>
    /// <param name="file">File of <c>--config</c>, in place of both files.</param>
    /// <param name="options">Options by key, such as <c>Mqtt:Host</c>.</param>
    /// <exception cref="InvalidDataException">The configuration cannot be used; the message is one line.</exception>
    public static RemoteTarget Find(CliHost host, string? file, IReadOnlyDictionary<string, string?> options)
    {
        var notes = new List<string>();
        var configured = Configured(host, file, notes);
        bool isOtherBroker = options.TryGetValue("Mqtt:Host", out string? wanted) && wanted != (configured[Root + ":Mqtt:Host"] ?? wanted);
        var builder = new ConfigurationBuilder();
        builder.AddInMemoryCollection(configured.AsEnumerable().Where(pair => pair.Value is not null && !(isOtherBroker && IsOfBroker(pair.Key))));
        builder.AddInMemoryCollection(options.Select(o => KeyValuePair.Create($"{Root}:{o.Key}", o.Value)));
        var reader = new ConfigReader(builder.Build(), Root);
        var mqtt = MqttOptions.Read(reader.Section("Mqtt")) with
        {
            KeepAlive = TimeSpan.FromSeconds(30),
            LongestKeepAlive = TimeSpan.FromSeconds(30),
            SessionExpiry = TimeSpan.Zero,
        };
        string device = DeviceId(host, reader.Section("Device"), file, notes);
        if (reader.Faults.Count > 0) throw new InvalidDataException(string.Join("; ", reader.Faults.Select(f => f.ToString()).Concat(notes)));
        return new RemoteTarget(mqtt, device, notes);
    }

    private static IConfigurationRoot Configured(CliHost host, string? file, List<string> notes)
    {
        var builder = new ConfigurationBuilder();
        string[] paths = file is null ? [host.DeviceFile, host.UserFile] : [Path.GetFullPath(file)];
        foreach (var found in paths.Select(ConfigFile.Read))
        {
            if (found.Values is { } values) builder.AddConfiguration(values);
            if (file is not null && found.Values is null) throw new InvalidDataException(found.Trouble ?? $"--config: there is no file '{found.Path}'");
            if (found.Trouble is { } trouble) notes.Add(trouble);
        }

        return builder.AddInMemoryCollection(host.Environment).Build();
    }

    // The root of the topics belongs to the fleet and not to a broker, so it is kept.
    private static bool IsOfBroker(string key) =>
        key.StartsWith(Root + ":Mqtt:", StringComparison.OrdinalIgnoreCase) && !key.EndsWith(":Root", StringComparison.OrdinalIgnoreCase);

    private static string DeviceId(CliHost host, ConfigReader section, string? file, List<string> notes)
    {
        if (section.TextOrNull("Id") is { } id)
        {
            if (!DeviceOptions.IsName(id)) section.Fault("Id", id, "1 to 64 characters from a-z, 0-9 and -");
            return id;
        }

        // A device without a configured id has the name of its host.
        if (ConfigFile.Read(file ?? host.DeviceFile).Values is not null) return System.Environment.MachineName.ToLowerInvariant();
        string why = string.Join("; ", notes.DefaultIfEmpty($"neither {host.DeviceFile} nor {host.UserFile} names one"));
        throw new InvalidDataException($"--device is needed: {why}");
    }
}
