using System.CommandLine;
using EdgeAgent.Fleet.Controller;
using EdgeAgent.Fleet.Hosting;

namespace EdgeAgent.Fleet.Cli;

/// <summary><c>edgeagent-fleet run</c>: the controller.</summary>
internal static class RunCommand
{
    private const string KeyPrefix = "--" + FleetOptions.Section + ":";

    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = $"Configuration file in place of {FleetOptions.UsualFile}", HelpName = "FILE" };
        var command = new Command("run", $"Runs the controller. Any key may follow: {KeyPrefix}Mqtt:Host=broker. Exit 78 when the configuration is wrong.") { config };
        var keys = new Argument<string[]>("key") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        keys.Validators.Add(result =>
        {
            foreach (string token in result.Tokens.Select(t => t.Value).Where(t => !IsKey(t))) result.AddError($"Unrecognized command or argument '{token}'.");
        });
        command.Arguments.Add(keys);
        command.SetAction(result => FleetHost.Run(result.GetValue(config), result.GetValue(keys) ?? []));
        return command;
    }

    // The form with = only: a value of its own could be taken for a command.
    private static bool IsKey(string token) => token.StartsWith(KeyPrefix, StringComparison.OrdinalIgnoreCase) && token.Contains('=', StringComparison.Ordinal);
}
