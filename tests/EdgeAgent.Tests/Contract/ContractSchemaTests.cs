using System.Text.Json.Nodes;
using EdgeAgent.Contract;

namespace EdgeAgent.Tests.Contract;

/// <summary>
/// <c>src/contract</c> holds the JSON Schema of every document, made from the types that write it. Run these tests with
/// <c>EDGEAGENT_WRITE_DOCS=1</c> to write the files anew.
/// </summary>
public sealed class ContractSchemaTests
{
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
        AssertIsCurrent(name, SchemaFile.Of(LinkJson.Wire.Options.GetTypeInfo(type), name, title));
    }

    [Fact]
    public void The_schema_of_the_task_document_is_that_of_its_reader() => AssertIsCurrent("task-document", TaskDocumentSchema.Make());

    [Fact]
    public void No_schema_stands_for_a_document_that_is_no_more() =>
        Assert.Equal(
            Documents.Select(d => d.Data.Item1).Append("task-document").Select(n => $"{n}.schema.json").Order(StringComparer.Ordinal),
            // The controller's tests check its own schemas.
            Directory.EnumerateFiles(SchemaFile.Folder, "*.schema.json").Select(f => Path.GetFileName(f)).Where(n => !n.StartsWith("fleet-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void A_type_is_the_same_in_every_schema_that_names_it()
    {
        var definitions = Directory.EnumerateFiles(SchemaFile.Folder, "*.schema.json")
            .SelectMany(f => JsonNode.Parse(File.ReadAllText(f))!["$defs"]?.AsObject() ?? [])
            .ToLookup(d => d.Key, d => d.Value!.ToJsonString(), StringComparer.Ordinal);
        Assert.Contains("WaitReason", definitions.Select(d => d.Key));
        Assert.All(definitions, same => Assert.Single(same.Distinct(StringComparer.Ordinal)));
    }

    private static void AssertIsCurrent(string name, JsonObject schema) => SchemaFile.AssertIsCurrent(name, schema, LinkJson.Wire.Options);
}
