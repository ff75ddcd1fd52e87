using System.CommandLine;

namespace EdgeAgent.Cli;

/// <summary>Keys of the configuration on the command line: <c>--EdgeAgent:Mqtt:Host=broker</c>, any number of them.</summary>
internal static class ConfigKeysArgument
{
    private const string KeyPrefix = "--EdgeAgent:";

    public static Argument<string[]> Create()
    {
        var keys = new Argument<string[]>("key") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        keys.Validators.Add(result =>
        {
            foreach (string token in result.Tokens.Select(t => t.Value).Where(t => !IsKey(t))) result.AddError($"Unrecognized command or argument '{token}'.");
        });
        return keys;
    }

    // The form with = only: a value of its own could be taken for a command.
    private static bool IsKey(string token) => token.StartsWith(KeyPrefix, StringComparison.OrdinalIgnoreCase) && token.Contains('=', StringComparison.Ordinal);
}
