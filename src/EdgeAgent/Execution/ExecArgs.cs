using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Execution;

/// <summary>The <c>args</c> of an <c>exec</c> document, checked against the allow-list.</summary>
/// <param name="GivesArgsFile">For a kind of <c>Tasks:Kinds</c>: the program reads <c>args</c> from a file.</param>
internal sealed record ExecArgs(
    AllowedCommand Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, bool GivesArgsFile)
{
    // Far below the kernel's limits (128 KiB for an argument, a quarter of the stack for all), as documents are at most 64 KiB.
    private const int MaxArguments = 1024;

    /// <summary>
    /// Reads the arguments of <c>exec</c>: <c>command</c> names the program and <c>argv</c> its arguments; without <c>command</c> the
    /// first element of <c>argv</c> names the program. The result is null when the check has a fault.
    /// </summary>
    public static (ExecArgs? Args, ArgsCheck Check) Read(TaskSpec spec, CommandTable commands, ExecutionOptions options)
    {
        var args = new TaskArgs(spec.ArgsJson);
        string? name = args.Text("command");
        IReadOnlyList<string> argv = args.TextList("argv", MaxArguments);
        IReadOnlyDictionary<string, string> environment = args.TextMap("env");
        string field = name is null ? "argv[0]" : "command";
        if (name is null && argv.Count > 0) (name, argv) = (argv[0], [.. argv.Skip(1)]);
        if (name is null) args.Fail("command", $"is required: a program of Tasks:AllowedCommands, and argv for its arguments; allowed: {Allowed(commands)}");
        if (args.Error is not null) return (null, args.Check);

        AllowedCommand? command = commands.Find(name!);
        if (command is null)
        {
            return (null, ArgsCheck.Bad($"args.{field}: '{name}' is not in Tasks:AllowedCommands; allowed: {Allowed(commands)}"));
        }

        if (argv.Count > 0 && !command.TakesArguments) args.Fail("argv", $"{command.Name} takes no arguments");
        foreach (string variable in environment.Keys)
        {
            if (WorkerEnvironment.Refusal(variable, command) is { } refusal) args.Fail($"env.{variable}", refusal);
        }

        ArgsCheck check = args.Check;
        if ((check.Fault ?? LimitFault(spec.Limits, options)) is { } fault) return (null, ArgsCheck.Bad(fault));
        return (new ExecArgs(command, argv, environment, GivesArgsFile: false), check);
    }

    /// <summary>Reads the arguments of a kind of <c>Tasks:Kinds</c>: <c>args</c> may be any object.</summary>
    public static (ExecArgs? Args, ArgsCheck Check) ForKind(TaskSpec spec, AllowedCommand command, ExecutionOptions options)
    {
        if ((new TaskArgs(spec.ArgsJson).Error ?? LimitFault(spec.Limits, options)) is { } fault) return (null, ArgsCheck.Bad(fault));
        return (new ExecArgs(command, [], new Dictionary<string, string>(), GivesArgsFile: true), ArgsCheck.Good);
    }

    private static string Allowed(CommandTable commands)
    {
        if (commands.Names.Any()) return string.Join(", ", commands.Names);
        return "none";
    }

    private static string? LimitFault(TaskLimits limits, ExecutionOptions options)
    {
        int most = options.OutputKib * 16;
        if (limits.OutputKib > most)
        {
            return FormattableString.Invariant($"limits.output_kib: must be at most {most}, not {limits.OutputKib}");
        }

        return null;
    }
}
