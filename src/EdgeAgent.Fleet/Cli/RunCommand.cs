using System.CommandLine;
using EdgeAgent.Cli;
using EdgeAgent.Fleet.Controller;
using EdgeAgent.Fleet.Hosting;

namespace EdgeAgent.Fleet.Cli;

/// <summary><c>edgeagent-fleet run</c>: the controller.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = $"Configuration file in place of {FleetOptions.UsualFile}", HelpName = "FILE" };
        var command = new Command("run", $"Runs the controller. Any key may follow: --{FleetOptions.Section}:Mqtt:Host=broker. Exit 78 when the configuration is wrong.") { config };
        var keys = ConfigKeysArgument.Create(FleetOptions.Section);
        command.Arguments.Add(keys);
        command.SetAction(result => FleetHost.Run(result.GetValue(config), result.GetValue(keys) ?? []));
        return command;
    }
}
