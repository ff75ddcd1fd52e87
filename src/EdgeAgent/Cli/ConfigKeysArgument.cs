using System.CommandLine;

namespace EdgeAgent.Cli;

/// <summary>Configuration keys on the command line: any number of <c>--EdgeAgent:Mqtt:Host=broker</c>.</summary>
internal static class ConfigKeysArgument
{
    /// <param name="section">The program's section of the configuration, which contains all keys.</param>
    public static Argument<string[]> Create(string section = "EdgeAgent")
    {
        var keys = new Argument<string[]>("key") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        keys.Validators.Add(result =>
        {
            foreach (string token in result.Tokens.Select(t => t.Value).Where(t => !IsKey(t, section))) result.AddError($"Unrecognized command or argument '{token}'.");
        });
        return keys;
    }

    // Only the form with =, because a separate value could be taken for a command.
    private static bool IsKey(string token, string section) => token.StartsWith($"--{section}:", StringComparison.OrdinalIgnoreCase) && token.Contains('=', StringComparison.Ordinal);
}
