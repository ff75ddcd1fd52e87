using System.Collections.Frozen;
using EdgeAgent.Native;
using EdgeAgent.Options;

namespace EdgeAgent.Execution;

/// <summary>
/// The allow-list: <c>Tasks:AllowedCommands</c> and <c>Tasks:Kinds</c>. Immutable. An entry has one of three forms:
/// <code>
/// "AllowedCommands": ["/usr/bin/rsync", "python3"]
/// "AllowedCommands": { "backup": "/usr/local/bin/backup" }
/// "AllowedCommands": { "backup": { "Path": "/usr/bin/python3", "Arguments": ["/opt/backup.py"], "TakesArguments": true,
///                                  "Environment": {"LANG": "C"}, "AllowedEnvironment": ["LEVEL"], "ExitCodes": {"6": "network"} } }
/// </code>
/// <c>Kinds</c> defines task kinds that run a command: <c>{ "transcode": "backup" }</c>.
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

    /// <summary>The names of all commands, sorted.</summary>
    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>Kinds that the configuration adds, each with the name of its command.</summary>
    public IReadOnlyDictionary<string, string> Kinds { get; }

    /// <summary>Finds a command by name or by path; null when it is not allowed. <c>/bin/sh</c> and <c>/usr/bin/sh</c> are the same where one folder links to the other.</summary>
    public AllowedCommand? Find(string nameOrPath)
    {
        if (_byName.TryGetValue(nameOrPath, out AllowedCommand? named)) return named;
        if (nameOrPath.StartsWith('/')) return BoundedWait.Ask(() => FindByPlace(nameOrPath), null);
        return null;
    }

    /// <summary>Reads the section <c>EdgeAgent:Tasks</c>; wrong entries are reported as faults of the reader.</summary>
    public static CommandTable Read(ConfigReader tasks)
    {
        var commands = new Dictionary<string, AllowedCommand>(StringComparer.Ordinal);
        var entries = tasks.Children("AllowedCommands");
        foreach ((string key, ConfigReader entry) in entries) Add(ReadCommand(key, entry, tasks), tasks, commands);
        if (entries.Count == 0)
        {
            // An environment variable holds a single text, so there the commands are separated by commas.
            foreach (string path in tasks.List("AllowedCommands")) Add(Named(System.IO.Path.GetFileName(path), path, tasks, "AllowedCommands"), tasks, commands);
        }

        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string kind, ConfigReader entry) in tasks.Children("Kinds"))
        {
            if (entry.Value is { } name && commands.ContainsKey(name)) kinds[kind] = name;
            else tasks.Fault($"Kinds:{kind}", entry.Value ?? "", $"a name in AllowedCommands: {string.Join(", ", commands.Keys)}");
        }

        return new CommandTable(commands.Values, kinds);
    }

    private static void Add(AllowedCommand? command, ConfigReader tasks, Dictionary<string, AllowedCommand> commands)
    {
        if (command is not null && !commands.TryAdd(command.Name, command)) tasks.Fault("AllowedCommands", command.Name, "each name once");
    }

    private static AllowedCommand? ReadCommand(string key, ConfigReader entry, ConfigReader tasks)
    {
        bool isListed = int.TryParse(key, out _);
        string field = $"AllowedCommands:{key}";
        if (entry.Value is { } path) return Named(isListed ? System.IO.Path.GetFileName(path) : key, path, tasks, field);
        string wanted = entry.Text("Path", "");
        string name = isListed ? entry.Text("Name", System.IO.Path.GetFileName(wanted)) : key;
        if (Named(name, wanted, tasks, field) is not { } command) return null;
        return command with
        {
            Arguments = entry.List("Arguments"),
            TakesArguments = entry.Flag("TakesArguments", true),
            Environment = entry.Children("Environment").ToDictionary(v => v.Name, v => v.Reader.Value ?? ""),
            AllowedEnvironment = ReadAllowedEnvironment(entry),
            ExitCodes = ReadExitCodes(entry),
        };
    }

    private static AllowedCommand? Named(string name, string wanted, ConfigReader tasks, string field)
    {
        if (Resolve(wanted) is { } path)
        {
            return new AllowedCommand(name, path, [], true, new Dictionary<string, string>(), FrozenSet<string>.Empty, new Dictionary<int, ErrorCategory>());
        }

        tasks.Fault(field, wanted, $"an absolute path, or the name of a program in {string.Join(':', SearchPath)}");
        return null;
    }

    private static FrozenSet<string> ReadAllowedEnvironment(ConfigReader entry)
    {
        IReadOnlyList<string> names = entry.List("AllowedEnvironment");
        foreach (string name in names)
        {
            if (!WorkerEnvironment.IsName(name) || name.StartsWith(WorkerEnvironment.ReservedPrefix, StringComparison.Ordinal))
            {
                entry.Fault("AllowedEnvironment", name, $"names of environment variables, none that begins with {WorkerEnvironment.ReservedPrefix}");
            }
        }

        return names.ToFrozenSet(StringComparer.Ordinal);
    }

    private static Dictionary<int, ErrorCategory> ReadExitCodes(ConfigReader entry)
    {
        var codes = new Dictionary<int, ErrorCategory>();
        foreach ((string key, ConfigReader value) in entry.Children("ExitCodes"))
        {
            if (int.TryParse(key, out int code) && code is > 0 and < 256 && Core.Tasks.WireNames.TryParse(value.Value, out ErrorCategory category)) codes[code] = category;
            else entry.Fault($"ExitCodes:{key}", value.Value ?? "", $"codes 1 to 255, each with one of {Core.Tasks.WireNames.AllLower<ErrorCategory>()}");
        }

        return codes;
    }

    private AllowedCommand? FindByPlace(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        return _byName.Values.FirstOrDefault(c => System.IO.Path.GetFileName(c.Path) == name && Place(c.Path) == Place(path));
    }

    // Only links of the folder are resolved: a program that is itself a link may act by its name, as in BusyBox.
    private static string Place(string path) =>
        $"{RealPath.Of(System.IO.Path.GetDirectoryName(path) ?? "/")}/{System.IO.Path.GetFileName(path)}";

    private static string? Resolve(string wanted)
    {
        if (wanted.Length == 0) return null;
        if (System.IO.Path.IsPathRooted(wanted)) return wanted;
        if (wanted.Contains('/')) return null;
        return SearchPath.Select(f => $"{f}/{wanted}").FirstOrDefault(File.Exists);
    }
}
