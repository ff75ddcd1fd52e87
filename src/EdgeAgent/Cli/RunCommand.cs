using System.CommandLine;
using EdgeAgent.Hosting;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent run</c>: the service.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file in place of /etc/edgeagent/agent.json", HelpName = "FILE" };
        var command = new Command("run", "Runs the service. Any key may follow: --EdgeAgent:Mqtt:Host=broker. Exit 78 when the configuration is wrong.") { config };
        var keys = ConfigKeysArgument.Create();
        command.Arguments.Add(keys);
        command.SetAction(result => Service.Run(result.GetValue(config), result.GetValue(keys) ?? []));
        return command;
    }
}
