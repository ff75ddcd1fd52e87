using System.Globalization;
using EdgeAgent.Core.Power;

namespace EdgeAgent.Execution;

/// <summary>Builds the environment of a worker. It inherits nothing from the agent, so that no secret of the service reaches the worker.</summary>
internal static class WorkerEnvironment
{
    /// <summary>Prefix of the variables that the agent sets; neither a document nor <c>AllowedEnvironment</c> may name them.</summary>
    public const string ReservedPrefix = "EDGEAGENT_";

    /// <summary>
    /// Null when a document may set the variable for this command, else the reason. The configuration lists the allowed variables: nearly
    /// every program has variables that make it run other programs (<c>TAR_OPTIONS</c>, <c>GIT_SSH_COMMAND</c>, <c>LD_PRELOAD</c>), so a
    /// list of forbidden variables would never be complete.
    /// </summary>
    public static string? Refusal(string name, AllowedCommand command)
    {
        if (!IsName(name)) return "is no name of an environment variable";
        if (name.StartsWith(ReservedPrefix, StringComparison.Ordinal)) return "is not allowed: the agent sets it";
        if (command.AllowedEnvironment.Contains(name)) return null;
        string allowed = string.Join(", ", command.AllowedEnvironment.Order(StringComparer.Ordinal));
        return $"is not allowed for {command.Name}; AllowedEnvironment names {(allowed.Length > 0 ? allowed : "none")}";
    }

    public static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

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
