using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using EdgeAgent.Contract;

namespace EdgeAgent.Tests.Contract;

/// <summary>
/// <c>src/contract</c> holds the JSON Schema of every document, made from the types that write it. Run these tests with
/// <c>EDGEAGENT_WRITE_DOCS=1</c> to write the files anew.
/// </summary>
public sealed class ContractSchemaTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src/contract");

    public static TheoryData<string, Type, string> Documents => new()
    {
        { "status", typeof(StatusDocument), "Retained on {root}/{device}/status; the will is the same with state lost." },
        { "state", typeof(StateDocument), "Retained on {root}/{device}/state." },
        { "telemetry", typeof(TelemetryDocument), "On {root}/{device}/telemetry." },
        { "task-state", typeof(TaskStateDocument), "On {root}/{device}/task/{id}/state." },
        { "receipt", typeof(ReceiptDocument), "On {root}/{device}/receipt." },
        { "reply", typeof(ReplyDocument), "On {root}/{device}/ctl/reply, or where the request's reply_to points." },
        { "reply-list", typeof(TaskListData), "data of the reply to list." },
        { "reply-why", typeof(WhyData), "data of the reply to why." },
        { "reply-plan", typeof(PlanData), "data of the reply to plan." },
        { "reply-power", typeof(PowerData), "data of the reply to power." },
        { "reply-history", typeof(HistoryData), "data of the reply to history." },
        { "reply-count", typeof(CountData), "data of the reply to cancel, cancel_all, pause, resume, hold, release, clear." },
        { "reply-sync", typeof(SyncData), "data of the reply to sync." },
        { "reply-limit", typeof(LimitData), "data of the reply to limit." },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_schema_of_a_document_is_that_of_the_type_that_writes_it(string name, Type type, string title)
    {
        var schema = LinkJson.Wire.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TransformSchemaNode = Instants, TreatNullObliviousAsNonNullable = true }).AsObject();
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = name,
            ["description"] = title,
        };
        foreach (var (key, value) in schema) whole[key] = value?.DeepClone();
        AssertIsCurrent(name, whole);
    }

    [Fact]
    public void The_schema_of_the_task_document_is_that_of_its_reader() => AssertIsCurrent("task-document", TaskDocumentSchema.Make());

    [Fact]
    public void No_schema_stands_for_a_document_that_is_no_more() =>
        Assert.Equal(
            Documents.Select(d => d.Data.Item1).Append("task-document").Select(n => $"{n}.schema.json").Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Folder, "*.schema.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    private static void AssertIsCurrent(string name, JsonObject schema)
    {
        string wanted = schema.ToJsonString(new JsonSerializerOptions(LinkJson.Wire.Options) { WriteIndented = true }) + "\n";
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
