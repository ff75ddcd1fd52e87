using System.CommandLine;
using System.Text.Json;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Hosting;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent config check</c>: reports faults of the configuration and explains keys.</summary>
internal static class ConfigCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("config", "Checks and explains the configuration.");
        command.Subcommands.Add(Check(host));
        return command;
    }

    private static Command Check(CliHost host)
    {
        var config = new Option<string?>("--config") { Description = "Configuration file in place of /etc/edgeagent/agent.json", HelpName = "FILE" };
        var explain = new Option<string?>("--explain") { Description = "Says what a key means, or all keys of a section: value, range, default, and where it is set", HelpName = "KEY" };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON" };
        var keys = ConfigKeysArgument.Create();
        var command = new Command("check", "Reads the configuration as the service does: one line for each fault and each unknown key. Exit 78 when the service would not start.") { config, explain, json, keys };
        command.SetAction(result => Run(host, new Request(result.GetValue(config), result.GetValue(explain), result.GetValue(json), result.GetValue(keys) ?? [])));
        return command;
    }

    private static int Run(CliHost host, Request request)
    {
        IReadOnlyList<ReferenceRow> explained = [];
        if (request.Explain is { } key)
        {
            var rows = ConfigReference.Read();
            explained = ConfigReference.Find(rows, key);
            if (explained.Count == 0) return UnknownKey(host, key, ConfigReference.Likely(rows, key));
        }

        var report = new ConfigCheck(host, request.File, request.Keys).Report(explained);
        if (request.IsJson) host.Output.WriteLine(JsonSerializer.Serialize(report, ConfigReportJson.Default.ConfigReport));
        else ConfigText.Write(report, host.Output);
        if (report.IsGood) return 0;
        return Service.BadConfiguration;
    }

    private static int UnknownKey(CliHost host, string key, string? likely)
    {
        host.Error.WriteLine($"edgeagent: --explain '{key}': no option reads this key{LikelyName.Hint(likely)}");
        return CommandLine.Usage;
    }

    private sealed record Request(string? File, string? Explain, bool IsJson, string[] Keys);
}
