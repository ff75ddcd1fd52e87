using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Orders;

/// <summary>Reads the documents of campaigns and pools, and writes the task document for one device.</summary>
internal static class OrderDocuments
{
    private const double Decade = 10 * 366 * 86400.0;

    // Assumed for a task without an estimate.
    private static readonly TimeSpan UsualDuration = TimeSpan.FromMinutes(10);

    private static readonly DocumentRules Rules = DocumentRules.Default with { FindZone = SystemZone.Find };

    /// <exception cref="FormatException">Names the field and what is allowed.</exception>
    public static CampaignSpec Campaign(JsonElement document)
    {
        var faults = new Findings();
        var fields = new FieldReader(document, "", faults);
        _ = fields.Has("task");
        var spec = new CampaignSpec
        {
            Id = Id(fields),
            Source = document.GetRawText(),
            Task = Task(document, out _),
            Select = Select(fields),
            Stages = Stages(fields, document, faults),
            RatePerMinute = fields.Whole("rate_per_minute", 1, 100_000),
            Abort = Abort(fields),
            ReportWithin = fields.Seconds("report_within_s", 1, Decade) ?? TimeSpan.FromDays(1),
            IsContinuous = fields.Flag("continuous"),
            Deadline = fields.Instant("deadline"),
        };
        ThrowIfAny(faults);
        return spec;
    }

    /// <inheritdoc cref="Campaign"/>
    public static PoolSpec Pool(JsonElement document)
    {
        var faults = new Findings();
        var fields = new FieldReader(document, "", faults);
        _ = fields.Has("task");
        if (!fields.Has("k")) throw new FormatException("k: is required, a whole number from 1 to 100000");
        var spec = new PoolSpec
        {
            Id = Id(fields),
            Source = document.GetRawText(),
            Task = Task(document, out var task),
            K = fields.Whole("k", 1, 100_000) ?? 1,
            Select = Select(fields),
            OfferWait = fields.Seconds("offer_wait_s", 0.1, 3600) ?? TimeSpan.FromSeconds(10),
            AskAgainAfter = fields.Seconds("ask_again_s", 1, 86400) ?? TimeSpan.FromMinutes(5),
            Duration = task.Estimate?.Duration ?? UsualDuration,
            Deadline = fields.Instant("deadline"),
        };
        ThrowIfAny(faults);
        return spec;
    }

    /// <summary>The bytes for one device. The same order, device and attempt give the same bytes, so that sending them again is no conflict.</summary>
    public static byte[] TaskFor(string task, string taskId) => Encoding.UTF8.GetBytes(WithId(task, taskId).ToJsonString());

    /// <inheritdoc cref="TaskFor"/>
    public static JsonObject WithId(string task, string taskId)
    {
        var document = new JsonObject { ["id"] = taskId };
        foreach (var (name, value) in JsonNode.Parse(task)!.AsObject()) document[name] = value?.DeepClone();
        return document;
    }

    // A misspelt criterion would have no effect, and work that has begun on many devices cannot be undone.
    private static void ThrowIfAny(Findings faults)
    {
        if (faults.First is { } fault) throw new FormatException(fault.Message);
        if (faults.UnknownFields() is [var unknown, ..]) throw new FormatException(unknown);
    }

    private static string Id(FieldReader fields)
    {
        string? id = fields.Text("id", 64);
        if (id is not null && TaskIds.IsOrder(id)) return id;
        throw new FormatException("id: is required, 1 to 32 characters from a-z, 0-9 and -");
    }

    /// <param name="read">The task as a device reads it, with some id.</param>
    private static string Task(JsonElement document, out TaskSpec read)
    {
        if (!document.TryGetProperty("task", out var task) || task.ValueKind != JsonValueKind.Object) throw new FormatException("task: is required, a task document without id");
        var node = JsonNode.Parse(task.GetRawText())!.AsObject();
        node.Remove("id");
        string text = node.ToJsonString();
        // The longest id that the task can get.
        var parsed = TaskDocument.Parse(TaskFor(text, new string('x', 64)), Rules);
        read = parsed.Spec ?? throw new FormatException($"task: {parsed.Rejection!.Message}");
        return text;
    }

    private static Selector Select(FieldReader fields)
    {
        if (!fields.TryObject("select", out var s)) return new Selector();
        var selector = new Selector
        {
            Devices = s.Names("devices", 100_000),
            Groups = s.Names("groups", 64),
            Tags = s.Texts("tags", 64, 64),
            Where = s.Text("where", 1024),
        };
        _ = selector.Compile();
        return selector;
    }

    private static List<Stage> Stages(FieldReader fields, JsonElement document, Findings faults)
    {
        if (!fields.Has("stages")) return [new Stage { Percent = 100 }];
        var stages = document.GetProperty("stages");
        if (stages.ValueKind != JsonValueKind.Array || stages.GetArrayLength() is 0 or > 32) throw new FormatException("stages: must be a list of 1 to 32 stages");
        var list = new List<Stage>();
        foreach (var item in stages.EnumerateArray()) list.Add(Stage(item, list.Count, faults));
        return list;
    }

    private static Stage Stage(JsonElement item, int index, Findings faults)
    {
        string path = $"stages[{index}]";
        if (item.ValueKind != JsonValueKind.Object) throw new FormatException($"{path}: must be an object with count or percent");
        var fields = new FieldReader(item, path + ".", faults);
        if (fields.Has("count") == fields.Has("percent")) throw new FormatException($"{path}: must have exactly one of count, percent");
        return new Stage
        {
            Count = fields.Whole("count", 1, 1_000_000),
            Percent = fields.Number("percent", 0.001, 100),
            SuccessPct = fields.Number("success_pct", 0, 100) ?? 90,
        };
    }

    private static AbortCriteria Abort(FieldReader fields)
    {
        if (!fields.TryObject("abort", out var a)) return new AbortCriteria();
        return new AbortCriteria
        {
            FailedPct = a.Number("failed_pct", 0, 100),
            TimedOutPct = a.Number("timed_out_pct", 0, 100),
            SilentPct = a.Number("silent_pct", 0, 100),
            LeastOutcomes = a.Whole("least_outcomes", 1, 1_000_000) ?? 1,
        };
    }
}
