using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using EdgeAgent.Simulated;
using EdgeAgent.Sleep;
using EdgeAgent.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>The whole configuration, read and checked. Each section is read by the type that owns it.</summary>
internal sealed record ServiceSettings
{
    public required AgentOptions Agent { get; init; }
    public required PowerOptions Power { get; init; }

    /// <summary>Options of the simulated board.</summary>
    public required SimulatedOptions Simulated { get; init; }

    /// <summary>Null when the device stays awake.</summary>
    public required SleepOptions? Sleep { get; init; }

    public required TaskPolicy Tasks { get; init; }
    public required SchedulingPolicy Scheduling { get; init; }
    public required ExecutionOptions Execution { get; init; }
    public required CommandTable Commands { get; init; }
    public required OpenTelemetryOptions OpenTelemetry { get; init; }

    /// <summary>Null when the agent serves no page.</summary>
    public required PageOptions? Page { get; init; }
    public required ForecastOptions Forecast { get; init; }
    public required LogLevel LogLevel { get; init; }

    /// <summary>Wrong values; empty when there is none.</summary>
    public required IReadOnlyList<ConfigFault> Faults { get; init; }

    public required IReadOnlyList<UnknownKey> UnknownKeys { get; init; }

    /// <summary>All keys that were read, with default and range.</summary>
    public required IReadOnlyCollection<ConfigKey> Keys { get; init; }

    public static ServiceSettings Read(IConfiguration configuration)
    {
        var root = new ConfigReader(configuration, "EdgeAgent");
        var agent = AgentOptions.Read(root);
        var tasks = root.Section("Tasks");
        var power = PowerOptions.Read(root.Section("Power"), root.Section("Scheduling"), agent.Device.DataDirectory);
        var settings = new ServiceSettings
        {
            Agent = agent,
            Power = power,
            Simulated = SimulatedOptions.Read(root.Section("Power").Section("Simulated")),
            Sleep = SleepOptions.Read(root.Section("Power").Section("Sleep"), power.Board.Board),
            Scheduling = SchedulingOptions.Read(root.Section("Scheduling")),
            Tasks = TaskOptions.Read(tasks, agent.Device),
            Execution = ExecutionOptions.Read(tasks),
            Commands = CommandTable.Read(tasks),
            Page = PageOptions.Read(root.Section("Page")),
            OpenTelemetry = OpenTelemetryOptions.Read(root.Section("Telemetry").Section("OpenTelemetry")),
            Forecast = ForecastOptions.Read(root.Section("Forecast")),
            LogLevel = root.Section("Log").Word("Level", LogLevel.Information),
            Faults = [],
            UnknownKeys = [],
            Keys = [],
        };
        if (settings.Sleep is { } sleep && sleep.Rule.Longest > agent.Mqtt.SessionExpiry)
        {
            // Otherwise the broker drops the session, and with it the messages for the sleeping device.
            root.Section("Power").Section("Sleep").Fault(
                "LongestSeconds", $"{sleep.Rule.Longest.TotalSeconds}", $"at most Mqtt:SessionExpirySeconds ({agent.Mqtt.SessionExpiry.TotalSeconds})");
        }

        return settings with { Faults = root.Faults, UnknownKeys = root.UnknownKeys(), Keys = root.Keys };
    }
}
