using Microsoft.CodeAnalysis;

namespace EdgeAgent.House.Tests;

/// <summary>
/// A room is a folder of a project. ARCHITECTURE lists which rooms each may use; the sources must agree. Run with EDGEAGENT_WRITE_DOCS=1 to
/// print the table again, then check whether the changed arrows are wanted.
/// </summary>
public class RoomTests
{
    private const string Begin = "<!-- rooms -->";
    private const string End = "<!-- /rooms -->";

    private static readonly string Page = Path.Combine(Repository.Root, "src", "ARCHITECTURE.md");

    private static readonly Lazy<SortedDictionary<string, SortedDictionary<string, string>>> Uses = new(FindUses);

    [Fact]
    public void Each_room_uses_only_rooms_that_ARCHITECTURE_lists()
    {
        var actual = Table();
        var text = File.ReadAllText(Page);
        if (Environment.GetEnvironmentVariable("EDGEAGENT_WRITE_DOCS") == "1")
        {
            text = $"{text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)]}\n{actual}{text[text.IndexOf(End, StringComparison.Ordinal)..]}";
            File.WriteAllText(Page, text);
        }

        var listed = Rows(text.Split(Begin)[1].Split(End)[0]);
        var surprising = Rows(actual).Except(listed).ToList();
        Assert.True(surprising.Count == 0, $"ARCHITECTURE lists no arrow\n{string.Join('\n', surprising)}");
    }

    [Fact]
    public void No_arrow_closes_a_circle()
    {
        var circles = Uses.Value.SelectMany(room => room.Value.Select(used => (From: room.Key, To: used.Key, Where: used.Value)))
            .Where(arrow => Reaches(arrow.To, arrow.From, []))
            .Select(arrow => $"{arrow.From} -> {arrow.To}: {arrow.Where}").ToList();
        Assert.True(circles.Count == 0, $"arrows in a circle:\n{string.Join('\n', circles)}");
    }

    [Fact]
    public void Core_holds_no_JSON()
    {
        var uses = SourceModel.Agent.Names
            .Where(use => Room(use.Name.SyntaxTree)?.StartsWith("Core/", StringComparison.Ordinal) == true && use.Symbol is INamedTypeSymbol)
            .Where(use => use.Symbol.ContainingNamespace.ToDisplayString().StartsWith("System.Text.Json", StringComparison.Ordinal))
            .Select(use => $"{Path.GetFileName(use.Name.SyntaxTree.FilePath)} uses {use.Symbol.Name}").Distinct().ToList();
        Assert.True(uses.Count == 0, string.Join('\n', uses));
    }

    // "room -> room" for each cell of the table.
    private static IEnumerable<string> Rows(string table) =>
        table.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|'))
            .SelectMany(cells => cells[2].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(used => $"{cells[1].Trim()} -> {used}"));

    private static bool Reaches(string from, string to, HashSet<string> seen) =>
        from == to || (seen.Add(from) && Uses.Value.TryGetValue(from, out var next) && next.Keys.Any(room => Reaches(room, to, seen)));

    private static string Table() =>
        "| room | uses |\n|---|---|\n" + string.Concat(Uses.Value.Select(room => $"| {room.Key} | {string.Join(", ", room.Value.Keys)} |\n"));

    private static SortedDictionary<string, SortedDictionary<string, string>> FindUses()
    {
        var uses = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (name, symbol) in SourceModel.Agent.Names)
        {
            var target = symbol is INamedTypeSymbol type ? type : symbol.ContainingType;
            if (target is not { DeclaringSyntaxReferences: [var declared, ..] } || Room(name.SyntaxTree) is not { } from || Room(declared.SyntaxTree) is not { } to)
            {
                continue;
            }

            if (!uses.TryGetValue(from, out var rooms))
            {
                uses[from] = rooms = new SortedDictionary<string, string>(StringComparer.Ordinal);
            }

            if (from != to)
            {
                rooms[to] = $"{Path.GetFileName(name.SyntaxTree.FilePath)} uses {target.Name}";
            }
        }

        return uses;
    }

    // Core/Time, Link, Shared; the sources at the top of the agent and of the fleet are the room Program.
    private static string? Room(SyntaxTree tree)
    {
        if (tree.FilePath.Length == 0)
        {
            return null;
        }

        var parts = SourceModel.PathInSrc(tree).Split('/');
        return (parts[0], parts.Length) switch
        {
            ("EdgeAgent.Shared", _) => "Shared",
            ("EdgeAgent.Core", > 2) => $"Core/{parts[1]}",
            ("EdgeAgent.Fleet", > 2) => $"Fleet/{parts[1]}",
            ("EdgeAgent", > 2) => parts[1],
            _ => "Program",
        };
    }
}
