using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Orders;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Controller;

/// <summary>Builds the documents of answers. Pure.</summary>
internal static class FleetAnswers
{
    // Keeps one answer below the smallest limit of common brokers (AWS IoT Core, 128 KB).
    private const int MostListed = 100;

    public static JsonObject Describe(DeviceEntry entry, DateTimeOffset now)
    {
        var f = entry.Facts;
        var shown = new JsonObject
        {
            ["device"] = f.Id,
            ["status"] = f.Status,
            ["silent"] = Silence.IsSilent(f, now),
            ["last_seen"] = InstantConverter.Text(f.LastSeenAt),
            ["mode"] = f.Mode,
            ["soc_pct"] = f.SocPct,
            ["charging"] = f.Charging,
            ["source"] = f.Source,
            ["powered"] = f.IsPowered,
            ["next_charge_start"] = f.NextChargeStart is { } start ? InstantConverter.Text(start) : null,
            ["confidence"] = f.Confidence,
            ["running"] = f.Running,
            ["queued"] = f.Queued,
            ["groups"] = Array(f.Groups.Select(g => (JsonNode)g)),
            ["tags"] = Array(f.Tags.Select(t => (JsonNode)t)),
            ["caps"] = Array(f.Caps.Select(c => (JsonNode)c)),
            ["agent_version"] = f.AgentVersion,
            ["epoch"] = entry.Cursor.Epoch,
            ["receipts_up_to"] = entry.Cursor.UpTo,
            ["receipts_missing"] = f.ReceiptsMissing,
            ["sync_open"] = entry.NeedsSync,
            ["fault"] = entry.Fault,
        };
        foreach (string name in shown.Where(p => p.Value is null).Select(p => p.Key).ToList()) shown.Remove(name);
        return shown;
    }

    public static JsonObject Describe(Campaign campaign, DateTimeOffset now) => ToNode(OrderViews.Sum(campaign, now), OrderJson.Wire.OrderSummary);

    public static JsonObject Describe(Campaign campaign, Target target) => ToNode(OrderViews.Row(campaign, target), OrderJson.Wire.TargetRow);

    public static JsonObject Describe(Pool pool) => ToNode(OrderViews.Sum(pool), OrderJson.Wire.OrderSummary);

    public static JsonObject Describe(CandidateRow candidate) => ToNode(candidate, OrderJson.Wire.CandidateRow);

    /// <summary>Adds a page of a list to an answer, from <c>offset</c> on; <c>total</c> is the length of the whole list.</summary>
    public static JsonObject WithPage<T>(this JsonObject shown, ControlRequest request, string name, IReadOnlyCollection<T> items, Func<T, JsonNode> describe)
    {
        int offset = (int)(request.Whole("offset", 0, int.MaxValue) ?? 0), limit = (int)(request.Whole("limit", 0, MostListed) ?? MostListed);
        shown["total"] = items.Count;
        shown[name] = Array(items.Skip(offset).Take(limit).Select(describe));
        return shown;
    }

    public static JsonArray Array(IEnumerable<JsonNode> items) => new([.. items]);

    private static JsonObject ToNode<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(document, type)!.AsObject();
}
