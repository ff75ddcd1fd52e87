using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Cli;

/// <summary>The reference of every key, <c>src/docs/configuration.md</c>, which the program carries along. A test keeps the page current.</summary>
internal static class ConfigReference
{
    private const string Resource = "configuration.md";
    private const string AnyName = "N";
    private const int Columns = 4;

    public static IReadOnlyList<ReferenceRow> Read()
    {
        using var stream = typeof(ConfigReference).Assembly.GetManifestResourceStream(Resource)!;
        using var page = new StreamReader(stream);
        return Rows(page.ReadToEnd());
    }

    /// <summary>The key itself, or all keys below it when it is a section; empty when it is neither.</summary>
    /// <param name="key">Also with <c>EdgeAgent:</c> before it, in the form of an environment variable, or as an option.</param>
    public static IReadOnlyList<ReferenceRow> Find(IReadOnlyList<ReferenceRow> rows, string key)
    {
        string[] names = Names(key);
        var own = rows.FirstOrDefault(r => Matches(r.Key.Split(':'), names));
        if (own is not null) return [own with { Key = string.Join(':', names.Zip(own.Key.Split(':'), (asked, row) => row == AnyName ? asked : row)) }];
        return [.. rows.Where(r => names.Length > 0 && Matches(r.Key.Split(':')[..^1], names, isPrefix: true))];
    }

    /// <summary>The key that was likely meant; null when none is near.</summary>
    public static string? Likely(IReadOnlyList<ReferenceRow> rows, string key)
    {
        string wanted = string.Join(':', Names(key));
        // Whoever asks for a key alone has left out its section.
        var alone = rows.Where(r => r.Key.EndsWith($":{wanted}", StringComparison.OrdinalIgnoreCase)).Select(r => r.Key).ToList();
        if (alone.Count == 1) return alone[0];
        return LikelyName.Of(wanted, rows.Select(r => r.Key));
    }

    internal static IReadOnlyList<ReferenceRow> Rows(string page) =>
    [
        .. page.Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(Cells)
            .Where(cells => cells.Count == Columns)
            .Select(cells => new ReferenceRow(cells[0].Trim('`'), cells[1].Trim('`'), cells[2], cells[3])),
    ];

    // A bar that belongs to a cell is written with a backslash before it.
    private static List<string> Cells(string line)
    {
        const char bar = '\u0001';
        string inner = line.Trim().Replace("\\|", bar.ToString(), StringComparison.Ordinal).Trim('|');
        return [.. inner.Split('|').Select(cell => cell.Trim().Replace(bar, '|'))];
    }

    private static string[] Names(string key)
    {
        string[] names = key.TrimStart('-').Replace("__", ":", StringComparison.Ordinal).Split(':', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > 0 && names[0].Equals("EdgeAgent", StringComparison.OrdinalIgnoreCase)) return names[1..];
        return names;
    }

    private static bool Matches(string[] row, string[] names, bool isPrefix = false) =>
        (isPrefix ? row.Length >= names.Length : row.Length == names.Length)
        && names.Zip(row).All(pair => pair.Second == AnyName || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
}
