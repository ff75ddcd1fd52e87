using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeAgent.Sensors;

namespace EdgeAgent.Cli;

/// <summary>What all commands share: exit codes, and one line for a wrong option.</summary>
internal static class CommandLine
{
    public const int Usage = 2;

    private const string UnknownOption = "Unrecognized option";

    /// <summary>Runs the program with these arguments and returns its exit code.</summary>
    public static int Invoke(CliHost host, string[] args)
    {
        if (args is [FleetCommand.Name, .. var rest]) return FleetCommand.Run(rest, host.Error);
        return Invoke("edgeagent", Root(host), host.Output, host.Error, args);
    }

    /// <summary>Runs the commands of any program by the same rules.</summary>
    public static int Invoke(string program, RootCommand root, TextWriter output, TextWriter error, string[] args)
    {
        var parsed = root.Parse(args);
        var world = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error };
        if (parsed.Errors.Count == 0) return parsed.Invoke(world);
        error.WriteLine($"{program}: {OneLine(parsed.Errors)} (see --help)");
        return Usage;
    }

    /// <summary>Rejects values that begin with a dash, so that a misspelt option is not taken for the value of an argument.</summary>
    public static Argument<T> NotAnOption<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.Length > 1 && t.Value[0] == '-')) result.AddError($"{UnknownOption} '{token.Value}'.");
        });
        return argument;
    }

    private static RootCommand Root(CliHost host)
    {
        var root = new RootCommand("WorkManager for battery-powered Linux devices, controlled over MQTT.");
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(SimulateCommand.Create());
        root.Subcommands.Add(PriorCommand.Create(host));
        root.Subcommands.Add(TaskCommand.Create(host));
        root.Subcommands.Add(TaskCommand.CreatePower(host));
        root.Subcommands.Add(ConfigCommand.Create(host));
        root.Subcommands.Add(FleetCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create(PowerBoards.Registry()));
        return root;
    }

    // Unknown arguments are reported first, because they often cause a missing one.
    private static string OneLine(IReadOnlyList<ParseError> errors)
    {
        var error = errors.FirstOrDefault(e => e.Message.StartsWith(UnknownOption, StringComparison.Ordinal))
            ?? errors.FirstOrDefault(e => e.Message.Contains('\'', StringComparison.Ordinal)) ?? errors[0];
        return error.Message.ReplaceLineEndings(" ");
    }
}
