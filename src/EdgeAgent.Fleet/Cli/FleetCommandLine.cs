using System.CommandLine;

namespace EdgeAgent.Fleet.Cli;

/// <summary>The program's commands; a wrong option is exit 2 with one line that names it.</summary>
internal static class FleetCommandLine
{
    public static int Invoke(string[] args)
    {
        var root = new RootCommand("Runs tasks on many devices: campaigns, pools, and a registry that loses no receipt.");
        root.Subcommands.Add(RunCommand.Create());
        return EdgeAgent.Cli.CommandLine.Invoke("edgeagent-fleet", root, Console.Out, Console.Error, args);
    }
}
