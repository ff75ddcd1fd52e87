using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Cli;

/// <summary>The reference of all keys, <c>src/docs/configuration.md</c>, which is embedded in the program. A test keeps the page current.</summary>
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

    /// <summary>The row of a key, or of all keys of a section; empty when there is none.</summary>
    /// <param name="key">A key or section; also with <c>EdgeAgent:</c>, as environment variable, or as option.</param>
    public static IReadOnlyList<ReferenceRow> Find(IReadOnlyList<ReferenceRow> rows, string key)
    {
        string[] names = Names(key);
        var own = rows.FirstOrDefault(r => Matches(r.Key.Split(':'), names));
        if (own is not null) return [own with { Key = string.Join(':', names.Zip(own.Key.Split(':'), (asked, row) => row == AnyName ? asked : row)) }];
        return [.. rows.Where(r => names.Length > 0 && Matches(r.Key.Split(':')[..^1], names, isPrefix: true))];
    }

    /// <summary>The key that was probably meant; null when there is no similar one.</summary>
    public static string? Likely(IReadOnlyList<ReferenceRow> rows, string key)
    {
        string wanted = string.Join(':', Names(key));
        // A key without its section is searched in all sections.
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

    // A bar within a cell is written with a backslash before it.
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
