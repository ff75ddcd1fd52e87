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
        Add(builder, ConfigFile.Read(Path.Combine(AppContext.BaseDirectory, "appsettings.json")));
        var chosen = ConfigFile.Read(file is null ? UsualFile : Path.GetFullPath(file));
        if (file is not null && chosen.IsAbsent) throw new InvalidDataException($"--config: there is no file '{chosen.Path}'");
        Add(builder, chosen);
        return builder.AddEnvironmentVariables().AddCommandLine(keys).Build();
    }

    private static void Add(ConfigurationBuilder builder, ConfigFile file)
    {
        if (file.Trouble is { } trouble) throw new InvalidDataException(trouble);
        if (file.Values is { } values) builder.AddConfiguration(values);
    }
}
