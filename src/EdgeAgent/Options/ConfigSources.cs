using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Options;

/// <summary>The configuration in its order (contract, section 2): each source overrides those before it.</summary>
internal static class ConfigSources
{
    public const string UsualFile = "/etc/edgeagent/agent.json";

    /// <param name="file">Of <c>--config</c>; must exist. Null takes the usual file when it is there.</param>
    /// <param name="keys"><c>--EdgeAgent:Section:Key=value</c>.</param>
    /// <exception cref="InvalidDataException">A file cannot be read; the message names it and the place.</exception>
    public static IConfigurationRoot Build(string? file, string[] keys)
    {
        string? chosen = file is null ? (File.Exists(UsualFile) ? UsualFile : null) : Path.GetFullPath(file);
        if (chosen is not null && !File.Exists(chosen)) throw new InvalidDataException($"--config: there is no file '{chosen}'");
        var builder = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        if (chosen is not null) builder.AddJsonFile(chosen, optional: false);
        try
        {
            return builder.AddEnvironmentVariables().AddCommandLine(keys).Build();
        }
        catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{e.Message} {e.InnerException?.Message}".Trim(), e);
        }
    }
}
