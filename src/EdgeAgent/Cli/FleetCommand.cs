using System.CommandLine;
using EdgeAgent.Native;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent fleet …</c>: replaces this process by the program <c>edgeagent-fleet</c>, which is installed separately.</summary>
internal static class FleetCommand
{
    public const string Name = "fleet";

    private const string Program = "edgeagent-fleet";
    private const int NotInstalled = 1;

    /// <summary>The entry in the list of commands; <see cref="Run"/> is called before the command line is parsed.</summary>
    public static Command Create() => new(Name, $"Runs tasks on many devices, by the program {Program}.");

    /// <summary>Returns only when the program cannot be started.</summary>
    public static int Run(string[] arguments, TextWriter error)
    {
        foreach (string path in Places().Where(File.Exists)) Replace(path, arguments);
        error.WriteLine($"edgeagent: fleet: the program {Program} is not installed; it is looked for at {string.Join(", ", Places().Take(2))} and in PATH");
        return NotInstalled;
    }

    private static IEnumerable<string> Places() =>
    [
        Path.Combine(AppContext.BaseDirectory, Program),
        // The path of a build in a checkout.
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../EdgeAgent.Fleet/bin/Release/net10.0", Program + ".dll")),
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, Program)),
    ];

    private static void Replace(string path, string[] arguments)
    {
        bool isLibrary = path.EndsWith(".dll", StringComparison.Ordinal);
        string program = isLibrary ? Environment.ProcessPath ?? "dotnet" : path;
        string[] command = isLibrary ? [program, path, .. arguments] : [program, .. arguments];
        _ = Libc.execv(program, [.. command, null]);
    }
}
