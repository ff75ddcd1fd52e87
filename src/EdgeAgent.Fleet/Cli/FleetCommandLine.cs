using System.CommandLine;
using EdgeAgent.Cli;

namespace EdgeAgent.Fleet.Cli;

/// <summary>The program's commands; a wrong option is exit 2 with one line that names it.</summary>
internal static class FleetCommandLine
{
    public static int Invoke(CliHost host, string[] args)
    {
        var root = new RootCommand("Runs tasks on many devices: campaigns, pools, and a registry that loses no receipt.");
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(DeviceCommands.List(host));
        root.Subcommands.Add(DeviceCommands.Show(host));
        root.Subcommands.Add(SubmitCommand.Create(host));
        root.Subcommands.Add(OrderCommands.Campaign(host));
        root.Subcommands.Add(OrderCommands.Pool(host));
        root.Subcommands.Add(WatchCommand.Create(host));
        return CommandLine.Invoke("edgeagent-fleet", root, host.Output, host.Error, args);
    }
}
