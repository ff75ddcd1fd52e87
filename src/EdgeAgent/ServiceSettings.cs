using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace EdgeAgent;

/// <summary>The whole configuration, read and checked; every section's owner reads its own keys.</summary>
internal sealed record ServiceSettings
{
    public required AgentOptions Agent { get; init; }
    public required PowerOptions Power { get; init; }
    public required TaskPolicy Tasks { get; init; }
    public required SchedulingPolicy Scheduling { get; init; }
    public required ExecutionOptions Execution { get; init; }
    public required CommandTable Commands { get; init; }
    public required LogLevel LogLevel { get; init; }

    /// <summary>One line each; empty when all is well.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public required IReadOnlyList<string> UnknownKeys { get; init; }

    public static ServiceSettings Read(IConfiguration configuration)
    {
        var root = new ConfigReader(configuration, "EdgeAgent");
        var agent = AgentOptions.Read(root);
        var tasks = root.Section("Tasks");
        var commandFaults = new List<string>();
        var settings = new ServiceSettings
        {
            Agent = agent,
            Power = PowerOptions.Read(root.Section("Power"), root.Section("Scheduling"), agent.Device.DataDirectory),
            Scheduling = SchedulingOptions.Read(root.Section("Scheduling")),
            Tasks = TaskOptions.Read(tasks, agent.Device),
            Execution = ReadExecution(tasks),
            Commands = CommandTable.Read(configuration.GetSection(ExecutionOptions.Section), commandFaults),
            LogLevel = root.Section("Log").Word("Level", LogLevel.Information),
            Faults = [],
            UnknownKeys = [],
        };

        // The command table reads its keys by itself.
        bool IsCommand(string key) => key.StartsWith("EdgeAgent:Tasks:AllowedCommands", StringComparison.OrdinalIgnoreCase)
            || key.StartsWith("EdgeAgent:Tasks:Kinds", StringComparison.OrdinalIgnoreCase);
        return settings with
        {
            Faults = [.. root.Faults.Select(f => f.ToString()), .. commandFaults],
            UnknownKeys = [.. root.UnknownKeys().Where(k => !IsCommand(k))],
        };
    }

    private static ExecutionOptions ReadExecution(ConfigReader tasks)
    {
        var usual = new ExecutionOptions();
        return new ExecutionOptions
        {
            Confinement = tasks.Text("Confinement", usual.Confinement, c => c is "auto" or "process_group" || c.StartsWith('/'), "auto, process_group, or the path of a control group"),
            OutputKib = tasks.Whole("OutputKib", usual.OutputKib, 1, 4096),
            StopGraceSeconds = tasks.Number("StopGraceSeconds", usual.StopGraceSeconds, 0, 600),
            DefaultMemoryMb = tasks.Whole("DefaultMemoryMb", usual.DefaultMemoryMb, 0, 1_048_576),
            MaxProcesses = tasks.Whole("MaxProcesses", usual.MaxProcesses, 1, 100_000),
            ReadFolders = [.. tasks.List("ReadFolders")],
            WriteFolders = [.. tasks.List("WriteFolders")],
            CleanupFolders = [.. tasks.List("CleanupFolders")],
            MaxDownloadMb = tasks.Whole("MaxDownloadMb", usual.MaxDownloadMb, 1, 1_048_576),
            HttpTimeoutSeconds = tasks.Number("HttpTimeoutSeconds", usual.HttpTimeoutSeconds, 1, 3600),
        };
    }
}
