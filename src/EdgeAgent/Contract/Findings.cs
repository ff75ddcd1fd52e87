using System.Text.Json;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Contract;

/// <summary>What was found while a document was read: its first fault, and the fields that no reader asked for.</summary>
internal sealed class Findings
{
    private const int MostUnknown = 8;
    private const int LongestName = 64;

    private readonly List<OpenedObject> _opened = [];

    public Rejection? First { get; private set; }

    /// <summary>Called with the path of each field that a reader asks for, and with what it must be; not called while it is null.</summary>
    public Action<string, FieldRule>? OnField { get; init; }

    public void Add(string code, string message) => First ??= new Rejection(code, message);

    /// <summary>Begins to note which fields of an object are asked for.</summary>
    /// <param name="path">Prefix of its fields' paths: empty, or ending with a dot.</param>
    public HashSet<string> Open(JsonElement item, string path)
    {
        var opened = new OpenedObject(item, path, new HashSet<string>(StringComparer.Ordinal));
        _opened.Add(opened);
        return opened.Asked;
    }

    /// <summary>One line for each field that is there and was not asked for, with the name that was likely meant; at most 8. Complete once the whole document was read.</summary>
    public IReadOnlyList<string> UnknownFields()
    {
        var lines = new List<string>();
        foreach (var opened in _opened.Where(static o => o.Item.ValueKind == JsonValueKind.Object))
        {
            foreach (var property in opened.Item.EnumerateObject())
            {
                if (opened.Asked.Contains(property.Name)) continue;
                if (lines.Count == MostUnknown) return lines;
                lines.Add(Line(opened, property.Name));
            }
        }

        return lines;
    }

    private static string Line(OpenedObject opened, string name)
    {
        string shown = string.Concat(name.Take(LongestName).Select(Printable));
        return $"{opened.Path}{shown}: unknown{LikelyName.Hint(LikelyName.Of(shown, opened.Asked))}";
    }

    // The line goes into logs and onto terminals.
    private static char Printable(char c)
    {
        if (char.IsControl(c) || char.IsSurrogate(c)) return '?';
        return c;
    }

    private sealed record OpenedObject(JsonElement Item, string Path, HashSet<string> Asked);
}
