using EdgeAgent.Hosting;
using EdgeAgent.Options;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Cli;

/// <summary>Reads the configuration as the service does, and finds the source of each value.</summary>
internal sealed class ConfigCheck
{
    private const string Root = "EdgeAgent";

    private readonly List<(string Name, IConfiguration Values)> _sources;
    private readonly string[] _unreadable;
    private readonly IConfigurationRoot _merged;

    public ConfigCheck(CliHost host, string? file, string[] keys)
    {
        var files = ConfigSources.Files(file, host.DeviceFile);
        _unreadable = [.. files.Select(f => f.Trouble).OfType<string>()];
        _sources = [.. files.Where(f => f.Values is not null).Select(f => (f.Path, (IConfiguration)f.Values!))];
        _sources.Add(("environment", new ConfigurationBuilder().AddInMemoryCollection(host.Environment).Build()));
        _sources.Add(("command line", new ConfigurationBuilder().AddCommandLine(keys).Build()));
        var builder = new ConfigurationBuilder();
        foreach (var (_, values) in _sources) builder.AddConfiguration(values);
        _merged = builder.Build();
    }

    /// <param name="explained">Keys of the reference whose present value is printed.</param>
    public ConfigReport Report(IReadOnlyList<ReferenceRow> explained)
    {
        var settings = ServiceSettings.Read(_merged);
        return new ConfigReport(
            [.. _sources.Where(s => s.Values.GetSection(Root).Exists()).Select(s => s.Name)],
            _unreadable,
            [.. settings.Faults.Select(f => new ConfigFaultPart(f.Key, f.Value, f.Allowed, SetBy(f.Key)))],
            [.. settings.UnknownKeys.Select(k => new UnknownKeyPart(k.Key, k.Likely, SetBy(k.Key)))],
            [.. explained.Select(Explain)]);
    }

    private ConfigKeyPart Explain(ReferenceRow row)
    {
        string key = ConfigurationPath.Combine(Root, row.Key);
        return new ConfigKeyPart(key, row.Meaning, row.Allowed, row.Default, Value(_merged.GetSection(key)), SetBy(key));
    }

    private string? SetBy(string key) => _sources.FindLast(s => s.Values.GetSection(key).Exists()).Name;

    private static string? Value(IConfigurationSection section) =>
        section.Value ?? (section.Exists() ? string.Join(", ", section.GetChildren().Select(c => c.Value).OfType<string>()) : null);
}
