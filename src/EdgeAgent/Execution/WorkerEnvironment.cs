using System.Globalization;
using EdgeAgent.Core.Power;

namespace EdgeAgent.Execution;

/// <summary>The environment of a worker: made from nothing, so that no secret of the service leaks into it.</summary>
internal static class WorkerEnvironment
{
    // These make a loader or an interpreter run something else than the allowed program.
    private static readonly string[] DeniedPrefixes = ["EDGEAGENT_", "LD_", "DOTNET_", "CORECLR_", "PYTHON", "PERL", "RUBY", "NODE_", "BASH_", "GCONV_", "GIT_", "JAVA_", "GLIBC_"];
    private static readonly string[] Denied = ["PATH", "HOME", "IFS", "ENV", "SHELLOPTS", "PS4", "TMPDIR", "SHELL", "CDPATH", "PROMPT_COMMAND", "_JAVA_OPTIONS", "LOCPATH", "HOSTALIASES"];

    /// <summary>Null when a document may set the variable for this command, else why not.</summary>
    public static string? Refusal(string name, AllowedCommand command)
    {
        if (name.Length == 0 || name.Contains('=') || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return "is no name of an environment variable";
        }

        if (command.AllowedEnvironment is { } allowed)
        {
            return allowed.Contains(name) ? null : $"is not allowed for {command.Name}; allowed: {string.Join(", ", allowed.Order(StringComparer.Ordinal))}";
        }

        return Denied.Contains(name) || DeniedPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal))
            ? $"is not allowed unless AllowedEnvironment of {command.Name} names it"
            : null;
    }

    public static Dictionary<string, string> Build(
        RunRequest request, AllowedCommand command, IReadOnlyDictionary<string, string> asked, string mark, string limitsFile)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = request.WorkDirectory,
            ["TMPDIR"] = request.WorkDirectory,
            ["LANG"] = "C.UTF-8",
        };
        foreach ((string name, string value) in command.Environment) environment[name] = value;
        foreach ((string name, string value) in asked) environment[name] = value;

        environment[ProcessTable.MarkVariable] = mark;
        environment["EDGEAGENT_TASK"] = request.Spec.Id;
        environment["EDGEAGENT_KIND"] = request.Spec.Kind;
        environment["EDGEAGENT_ATTEMPT"] = request.Attempt.ToString(CultureInfo.InvariantCulture);
        environment["EDGEAGENT_FD"] = Spawner.ChildReportFd.ToString(CultureInfo.InvariantCulture);
        environment["EDGEAGENT_CONTROL_FD"] = Spawner.ChildControlFd.ToString(CultureInfo.InvariantCulture);
        environment["EDGEAGENT_LIMITS"] = limitsFile;
        if (request.Checkpoint is not null) environment["EDGEAGENT_CHECKPOINT"] = request.Checkpoint;
        AddLimits(environment, request.Limits);
        return environment;
    }

    private static void AddLimits(Dictionary<string, string> environment, LiveLimits limits)
    {
        environment["EDGEAGENT_BATCH"] = limits.Batch.ToString(CultureInfo.InvariantCulture);
        environment["EDGEAGENT_QUALITY"] = limits.Quality;
        environment["EDGEAGENT_PARALLEL"] = limits.Parallel ? "yes" : "no";
    }
}
