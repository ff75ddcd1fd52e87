using System.Collections.Frozen;
using EdgeAgent.Core.Tasks;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Execution;

/// <summary>A program that tasks may run.</summary>
/// <param name="Name">What a document calls it.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Arguments">Come before those of the document.</param>
/// <param name="TakesArguments">Whether a document may add arguments.</param>
/// <param name="Environment">Set for every run.</param>
/// <param name="AllowedEnvironment">Names that a document may set; null = all but those that steer the loader or an interpreter.</param>
/// <param name="ExitCodes">Categories beyond the general table.</param>
public sealed record AllowedCommand(
    string Name,
    string Path,
    IReadOnlyList<string> Arguments,
    bool TakesArguments,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlySet<string>? AllowedEnvironment,
    IReadOnlyDictionary<int, ErrorCategory> ExitCodes);

/// <summary>
/// The allow-list: <c>Tasks:AllowedCommands</c> and <c>Tasks:Kinds</c>. Immutable. Three forms of an entry:
/// <code>
/// "AllowedCommands": ["/usr/bin/rsync", "python3"]
/// "AllowedCommands": { "backup": "/usr/local/bin/backup" }
/// "AllowedCommands": { "backup": { "Path": "/usr/bin/python3", "Arguments": ["/opt/backup.py"], "TakesArguments": true,
///                                  "Environment": {"LANG": "C"}, "AllowedEnvironment": ["LEVEL"], "ExitCodes": {"6": "network"} } }
/// </code>
/// <c>Kinds</c> makes a command a kind of its own: <c>{ "transcode": "backup" }</c>.
/// </summary>
public sealed class CommandTable
{
    private static readonly string[] SearchPath = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
    private readonly FrozenDictionary<string, AllowedCommand> _byName;

    public CommandTable(IEnumerable<AllowedCommand> commands, IReadOnlyDictionary<string, string>? kinds = null)
    {
        _byName = commands.ToFrozenDictionary(c => c.Name);
        Kinds = kinds ?? new Dictionary<string, string>();
    }

    public static CommandTable Empty { get; } = new([]);

    /// <summary>Names, in order.</summary>
    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>Kinds that the configuration adds, each with the command that serves it.</summary>
    public IReadOnlyDictionary<string, string> Kinds { get; }

    /// <summary>By name, or by the path of an entry as it stands in the configuration.</summary>
    public AllowedCommand? Find(string nameOrPath) =>
        _byName.GetValueOrDefault(nameOrPath) ?? _byName.Values.FirstOrDefault(c => c.Path == nameOrPath);

    /// <summary>Reads the section <c>EdgeAgent:Tasks</c>.</summary>
    /// <param name="faults">One line for each wrong entry: key, value, what is allowed.</param>
    public static CommandTable Read(IConfigurationSection tasks, ICollection<string> faults)
    {
        var commands = new Dictionary<string, AllowedCommand>(StringComparer.Ordinal);
        foreach (IConfigurationSection entry in tasks.GetSection("AllowedCommands").GetChildren())
        {
            if (ReadCommand(entry, faults) is { } command && !commands.TryAdd(command.Name, command))
            {
                faults.Add($"{entry.Path}: the name {command.Name} is used twice");
            }
        }

        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IConfigurationSection kind in tasks.GetSection("Kinds").GetChildren())
        {
            if (kind.Value is { } name && commands.ContainsKey(name)) kinds[kind.Key] = name;
            else faults.Add($"{kind.Path}: {kind.Value ?? "(empty)"} is no name in AllowedCommands");
        }

        return new CommandTable(commands.Values, kinds);
    }

    private static AllowedCommand? ReadCommand(IConfigurationSection entry, ICollection<string> faults)
    {
        bool isDetailed = entry.Value is null;
        string wanted = (isDetailed ? entry["Path"] : entry.Value) ?? "";
        string? path = Resolve(wanted);
        if (path is null)
        {
            faults.Add($"{entry.Path}: '{wanted}' must be an absolute path, or the name of a program in {string.Join(':', SearchPath)}");
            return null;
        }

        bool isListed = int.TryParse(entry.Key, out _);
        string name = isListed ? entry["Name"] ?? System.IO.Path.GetFileName(wanted) : entry.Key;
        return new AllowedCommand(
            name,
            path,
            [.. entry.GetSection("Arguments").GetChildren().Select(a => a.Value ?? "")],
            Flag(entry.GetSection("TakesArguments"), faults),
            entry.GetSection("Environment").GetChildren().ToDictionary(v => v.Key, v => v.Value ?? ""),
            entry.GetSection("AllowedEnvironment") is { } allowed && allowed.Exists()
                ? allowed.GetChildren().Select(a => a.Value ?? "").ToFrozenSet()
                : null,
            ReadExitCodes(entry.GetSection("ExitCodes"), faults));
    }

    private static bool Flag(IConfigurationSection section, ICollection<string> faults)
    {
        if (section.Value is null) return true;
        if (bool.TryParse(section.Value, out bool value)) return value;
        faults.Add($"{section.Path}: '{section.Value}' must be true or false");
        return true;
    }

    private static Dictionary<int, ErrorCategory> ReadExitCodes(IConfigurationSection section, ICollection<string> faults)
    {
        var codes = new Dictionary<int, ErrorCategory>();
        foreach (IConfigurationSection entry in section.GetChildren())
        {
            if (int.TryParse(entry.Key, out int code) && code is > 0 and < 256 && Core.Words.TryParse(entry.Value, out ErrorCategory category))
            {
                codes[code] = category;
            }
            else
            {
                faults.Add($"{entry.Path}: '{entry.Value}' must be one of {Core.Words.AllLower<ErrorCategory>()}, for a code from 1 to 255");
            }
        }

        return codes;
    }

    private static string? Resolve(string wanted)
    {
        if (wanted.Length == 0) return null;
        if (System.IO.Path.IsPathRooted(wanted)) return wanted;
        return wanted.Contains('/') ? null : SearchPath.Select(f => $"{f}/{wanted}").FirstOrDefault(File.Exists);
    }
}
