using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeAgent.Contract;

namespace EdgeAgent.Tests.Contract;

/// <summary>
/// The JSON Schema of the task document: fields, types and ranges as the reader asks for them, descriptions from the reference in <c>src/docs</c>.
/// </summary>
internal static partial class TaskDocumentSchema
{
    // The reader asks for a field of a nested object only where that object is there, and for the number form of a field where it is a number.
    private static readonly string[] Samples =
    [
        """{"id":"a","kind":"noop","args":{},"constraints":{},"schedule":{"every_s":900},"unique":{},"expedited":{},"estimate":{},"limits":{},"retry":{}}""",
        """{"id":"a","kind":"noop","earliest_start":1,"deadline":1,"priority":1}""",
    ];

    private static readonly Dictionary<string, string[]> Required = new(StringComparer.Ordinal) { [""] = ["id", "kind"], ["unique."] = ["name"] };

    public static JsonObject Make()
    {
        var rules = new Dictionary<string, List<FieldRule>>(StringComparer.Ordinal);
        foreach (string sample in Samples) TaskDocument.Describe(sample, (path, rule) => Add(rules, path, rule));
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "task-document",
            ["description"] = "Published to {root}/{device}/task/submit.",
        };
        foreach (var (key, value) in ObjectOf("", rules, Meanings())) schema[key] = value?.DeepClone();
        return schema;
    }

    private static void Add(Dictionary<string, List<FieldRule>> rules, string path, FieldRule rule)
    {
        if (!rules.TryGetValue(path, out List<FieldRule>? known)) rules[path] = known = [];
        JsonObject form = FormOf(rule);
        if (known.All(k => !JsonNode.DeepEquals(FormOf(k), form))) known.Add(rule);
    }

    private static JsonObject ObjectOf(string path, Dictionary<string, List<FieldRule>> rules, Dictionary<string, string> meanings)
    {
        var properties = new JsonObject();
        foreach ((string field, List<FieldRule> forms) in rules.Where(r => r.Key.StartsWith(path, StringComparison.Ordinal) && !r.Key[path.Length..].Contains('.')))
        {
            bool hasFields = rules.Keys.Any(k => k.StartsWith(field + ".", StringComparison.Ordinal));
            JsonObject property = hasFields ? ObjectOf(field + ".", rules, meanings) : OneOf(forms);
            if (meanings.TryGetValue(field, out string? meaning)) property["description"] = meaning;
            else if (!hasFields) throw new InvalidOperationException($"src/docs/task-document.md does not describe {field}");
            properties[field[path.Length..]] = property;
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (Required.TryGetValue(path, out string[]? required)) schema["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]);
        return schema;
    }

    private static JsonObject OneOf(List<FieldRule> forms) =>
        forms.Count == 1 ? FormOf(forms[0]) : new JsonObject { ["anyOf"] = new JsonArray([.. forms.Select(FormOf)]) };

    private static JsonObject FormOf(FieldRule rule) => rule switch
    {
        FieldRule.Text r => new JsonObject { ["type"] = "string", ["minLength"] = r.MinLength, ["maxLength"] = r.MaxLength },
        FieldRule.Name r => new JsonObject { ["type"] = "string", ["pattern"] = $"^[A-Za-z0-9._-]{{1,{r.MaxLength}}}$" },
        FieldRule.Word r => new JsonObject { ["enum"] = new JsonArray([.. r.Words.Select(w => JsonValue.Create(w))]) },
        FieldRule.Flag => new JsonObject { ["type"] = "boolean" },
        FieldRule.Number { Min: double.MinValue } => new JsonObject { ["type"] = "number" },
        FieldRule.Number r => new JsonObject { ["type"] = r.IsWhole ? "integer" : "number", ["minimum"] = r.Min, ["maximum"] = r.Max },
        FieldRule.Instant => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        FieldRule.List r => new JsonObject { ["type"] = "array", ["maxItems"] = r.MaxItems, ["items"] = FormOf(r.Item) },
        FieldRule.Object => new JsonObject { ["type"] = "object" },
        _ => [],
    };

    /// <summary>The last column of the reference's tables, by path; a table below "## x" has the fields of x.</summary>
    private static Dictionary<string, string> Meanings()
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        string path = "";
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "src/docs/task-document.md")))
        {
            if (line.StartsWith('#')) path = Heading().Match(line) is { Success: true } h ? h.Groups[1].Value + "." : "";
            string[] cells = line.StartsWith("| `", StringComparison.Ordinal) ? line.Split('|', StringSplitOptions.TrimEntries) : [];
            if (cells.Length == 6) meanings[path + cells[1].Trim('`')] = Link().Replace(cells[4], "$1").Replace("`", "", StringComparison.Ordinal);
        }

        return meanings;
    }

    [GeneratedRegex(@"^## (\w+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]*\)")]
    private static partial Regex Link();
}
