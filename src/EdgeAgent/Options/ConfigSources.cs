using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Options;

/// <summary>The configuration in its order (contract, section 2): each source overrides those before it.</summary>
internal static class ConfigSources
{
    public const string UsualFile = "/etc/edgeagent/agent.json";

    /// <param name="file">Of <c>--config</c>; must exist. Null takes the usual file when it is there.</param>
    /// <param name="keys"><c>--EdgeAgent:Section:Key=value</c>.</param>
    /// <exception cref="InvalidDataException">A file is there and cannot be used; the message names it and the place.</exception>
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

    /// <summary>The files as they were found, absent ones too.</summary>
    /// <param name="file">Of <c>--config</c>; its absence is a trouble. Null takes <paramref name="usualFile"/>.</param>
    public static IReadOnlyList<ConfigFile> Files(string? file, string usualFile)
    {
        var beside = ConfigFile.Read(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        var chosen = ConfigFile.Read(file is null ? usualFile : Path.GetFullPath(file));
        bool isMissed = file is not null && chosen.IsAbsent;
        return [beside, isMissed ? chosen with { Trouble = $"--config: there is no file '{chosen.Path}'" } : chosen];
    }
}
