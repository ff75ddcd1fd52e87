using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace EdgeAgent.Tests;

/// <summary>A file of <c>src/contract</c>: the JSON Schema of a document. With <c>EDGEAGENT_WRITE_DOCS=1</c> it is written anew.</summary>
internal static class SchemaFile
{
    public static readonly string Folder = Path.Combine(Repository.Root, "src/contract");

    public static JsonObject Of(JsonTypeInfo type, string name, string title)
    {
        var schema = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TransformSchemaNode = Instants, TreatNullObliviousAsNonNullable = true }).AsObject();
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = name,
            ["description"] = title,
        };
        foreach (var (key, value) in schema) whole[key] = value?.DeepClone();
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
    private static JsonNode Instants(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        bool isOptional = Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null;
        if (type == typeof(DateTimeOffset)) return new JsonObject { ["type"] = Form("string", isOptional), ["format"] = "date-time" };
        if (type == typeof(double)) return new JsonObject { ["type"] = Form("number", isOptional) };
        return schema;
    }

    private static JsonNode Form(string type, bool isOptional) => isOptional ? new JsonArray(type, "null") : JsonValue.Create(type)!;
}
