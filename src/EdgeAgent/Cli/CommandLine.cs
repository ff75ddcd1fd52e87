using System.CommandLine;
using System.CommandLine.Parsing;

namespace EdgeAgent.Cli;

/// <summary>What all commands share: exit codes, and one line for a wrong option.</summary>
internal static class CommandLine
{
    public const int Usage = 2;

    private const string UnknownOption = "Unrecognized option";

    /// <summary>sysexits.h EX_CONFIG: systemd and people know it.</summary>
    public const int BadConfiguration = 78;

    public static int Invoke(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0) return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        Console.Error.WriteLine($"edgeagent: {OneLine(parsed.Errors)} (see --help)");
        return Usage;
    }

    /// <summary>Without this a misspelt option would be taken for the value of an argument.</summary>
    public static Argument<T> NotAnOption<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.Length > 1 && t.Value[0] == '-')) result.AddError($"{UnknownOption} '{token.Value}'.");
        });
        return argument;
    }

    // What nobody knows is named first; that something is missing often follows from it.
    private static string OneLine(IReadOnlyList<ParseError> errors)
    {
        var error = errors.FirstOrDefault(e => e.Message.StartsWith(UnknownOption, StringComparison.Ordinal))
            ?? errors.FirstOrDefault(e => e.Message.Contains('\'', StringComparison.Ordinal)) ?? errors[0];
        return error.Message.ReplaceLineEndings(" ");
    }
}
