using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Cli;

/// <summary>Requests all pages of <c>list</c>, because one answer holds only what fits into one packet.</summary>
internal static class TaskPages
{
    // Upper limit: a page has at least one task, and a device has at most some thousand tasks.
    private const int MostPages = 10_000;

    /// <summary>One reply with the tasks of all pages; the device's reply when it refuses; null when an answer is missing.</summary>
    /// <param name="arguments">Arguments of the first request.</param>
    public static JsonElement? Ask(IConversation conversation, JsonObject arguments)
    {
        if (conversation.Ask("list", arguments.DeepClone().AsObject()) is not { } first) return null;
        if (Tasks(first) is not { } page) return first;
        var all = page.ToList();
        int? limit = arguments["limit"]?.GetValue<int>();
        long wanted = Math.Min(Total(first), limit ?? long.MaxValue);
        for (int i = 0; i < MostPages && all.Count < wanted && page.Count > 0; i++)
        {
            arguments["offset"] = all.Count;
            if (limit is { } most) arguments["limit"] = most - all.Count;
            if (conversation.Ask("list", arguments.DeepClone().AsObject()) is not { } next) return null;
            if (Tasks(next) is not { } more) return next;
            page = more;
            all.AddRange(page);
        }

        return Merged(first, all);
    }

    private static List<JsonElement>? Tasks(JsonElement reply)
    {
        if (reply.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("tasks", out var tasks) && tasks.ValueKind == JsonValueKind.Array)
        {
            return [.. tasks.EnumerateArray()];
        }

        return null;
    }

    private static long Total(JsonElement reply)
    {
        if (reply.GetProperty("data").TryGetProperty("total", out var total) && total.TryGetInt64(out long value)) return value;
        return 0;
    }

    // A task that is on two pages, because its position changed between the requests, is listed once with its last state.
    private static JsonElement Merged(JsonElement first, List<JsonElement> tasks)
    {
        var byId = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var task in tasks) byId[JsonText.Of(task, "id", task.GetRawText())] = task;
        var reply = JsonObject.Create(first)!;
        var data = reply["data"]!.AsObject();
        data["tasks"] = new JsonArray([.. byId.Values.Select(t => (JsonNode?)JsonNode.Parse(t.GetRawText()))]);
        using var document = JsonDocument.Parse(reply.ToJsonString());
        return document.RootElement.Clone();
    }
}
