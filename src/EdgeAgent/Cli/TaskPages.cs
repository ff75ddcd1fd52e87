using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Cli;

/// <summary>Follows the pages of <c>list</c>: one answer holds what one packet of the broker holds.</summary>
internal static class TaskPages
{
    // A device holds at most some thousand tasks; a page has at least one.
    private const int MostPages = 10_000;

    /// <summary>One reply with the tasks of all pages; that of the device when it refused; null when one of the answers did not come.</summary>
    /// <param name="arguments">Those of the first request.</param>
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

    // A task that moved between two pages is listed once, in its last state.
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
