using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace EdgeAgent.Tests;

/// <summary>
/// A file of <c>src/contract</c>: the JSON Schema of a document, complete in itself. A type that the document is made of stands once, in
/// <c>$defs</c>, under its name. With <c>EDGEAGENT_WRITE_DOCS=1</c> the file is written anew.
/// </summary>
internal static class SchemaFile
{
    public static readonly string Folder = Path.Combine(Repository.Root, "src/contract");

    public static JsonObject Of(JsonTypeInfo type, string name, string title)
    {
        var definitions = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var options = new JsonSchemaExporterOptions { TransformSchemaNode = (context, schema) => Referenced(context, WithForm(context, schema), definitions), TreatNullObliviousAsNonNullable = true };
        var schema = type.GetJsonSchemaAsNode(options).AsObject();
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = name,
            ["description"] = title,
        };
        foreach (var (key, value) in schema) whole[key] = value?.DeepClone();
        if (definitions.Count > 0) whole["$defs"] = new JsonObject(definitions.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
        return whole;
    }

    public static void AssertIsCurrent(string name, JsonObject schema, JsonSerializerOptions wire)
    {
        string wanted = schema.ToJsonString(new JsonSerializerOptions(wire) { WriteIndented = true }) + "\n";
        string file = Path.Combine(Folder, $"{name}.schema.json");
        if (Environment.GetEnvironmentVariable("EDGEAGENT_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(file, wanted);
        }

        Assert.Equal(wanted, File.ReadAllText(file));
    }

    // The converters hide the form of times and numbers from the exporter.
    private static JsonNode WithForm(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        bool isOptional = Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null;
        if (type == typeof(DateTimeOffset)) return new JsonObject { ["type"] = Form("string", isOptional), ["format"] = "date-time" };
        if (type == typeof(double)) return new JsonObject { ["type"] = Form("number", isOptional) };
        return schema;
    }

    /// <summary>Moves the schema of an enum or of an object into the definitions, and leaves a reference.</summary>
    private static JsonNode Referenced(JsonSchemaExporterContext context, JsonNode schema, SortedDictionary<string, JsonNode> definitions)
    {
        if (context.Path.IsEmpty || schema is not JsonObject definition || !IsNamed(definition)) return schema;
        bool isOptional = TakeNull(definition);
        string name = NameOf(Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type);
        if (definitions.TryGetValue(name, out var known)) Assert.True(JsonNode.DeepEquals(known, definition), $"two types are named {name}");
        definitions[name] = definition;
        var reference = new JsonObject { ["$ref"] = $"#/$defs/{name}" };
        if (!isOptional) return reference;
        return new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) };
    }

    private static bool IsNamed(JsonObject schema) => schema.ContainsKey("enum") || schema.ContainsKey("properties");

    // Whether a place may be null is no part of its type.
    private static bool TakeNull(JsonObject definition)
    {
        if (definition["enum"] is JsonArray words) return words.Remove(null);
        if (definition["type"] is not JsonArray) return false;
        definition["type"] = "object";
        return true;
    }

    // The document of a task has the enum's own name.
    private static string NameOf(Type type) => type == typeof(EdgeAgent.Shared.TaskState) ? "TaskStatus" : type.Name;

    private static JsonNode Form(string type, bool isOptional) => isOptional ? new JsonArray(type, "null") : JsonValue.Create(type)!;
}
