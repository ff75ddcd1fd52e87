using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Options;

/// <summary>The sources of the configuration in order (contract, section 2); each source overrides those before it.</summary>
internal static class ConfigSources
{
    public const string UsualFile = "/etc/edgeagent/agent.json";

    /// <param name="file">File of <c>--config</c>, which must exist. Null: the usual file, if it exists.</param>
    /// <param name="keys"><c>--EdgeAgent:Section:Key=value</c>.</param>
    /// <exception cref="InvalidDataException">An existing file cannot be used; the message names the file and the place.</exception>
    public static IConfigurationRoot Build(string? file, string[] keys)
    {
        var builder = new ConfigurationBuilder();
        foreach (var found in Files(file, UsualFile))
        {
            if (found.Trouble is { } trouble) throw new InvalidDataException(trouble);
            if (found.Values is { } values) builder.AddConfiguration(values);
        }

        return builder.AddEnvironmentVariables().AddCommandLine(keys).Build();
    }

    /// <summary>The files that were read, including absent ones.</summary>
    /// <param name="file">File of <c>--config</c>; its absence is a fault. Null: <paramref name="usualFile"/>.</param>
    public static IReadOnlyList<ConfigFile> Files(string? file, string usualFile)
    {
        var beside = ConfigFile.Read(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        var chosen = ConfigFile.Read(file is null ? usualFile : Path.GetFullPath(file));
        bool isMissed = file is not null && chosen.IsAbsent;
        return [beside, isMissed ? chosen with { Trouble = $"--config: there is no file '{chosen.Path}'" } : chosen];
    }
}
