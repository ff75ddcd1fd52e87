using System.CommandLine;

namespace EdgeAgent.Cli;

/// <summary>Keys of the configuration on the command line: <c>--EdgeAgent:Mqtt:Host=broker</c>, any number of them.</summary>
internal static class ConfigKeysArgument
{
    /// <param name="section">The program's section of the configuration, in which every key lies.</param>
    public static Argument<string[]> Create(string section = "EdgeAgent")
    {
        var keys = new Argument<string[]>("key") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        keys.Validators.Add(result =>
        {
            foreach (string token in result.Tokens.Select(t => t.Value).Where(t => !IsKey(t, section))) result.AddError($"Unrecognized command or argument '{token}'.");
        });
        return keys;
    }

    // The form with = only: a value of its own could be taken for a command.
    private static bool IsKey(string token, string section) => token.StartsWith($"--{section}:", StringComparison.OrdinalIgnoreCase) && token.Contains('=', StringComparison.Ordinal);
}
