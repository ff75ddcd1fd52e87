using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Fleet.Orders;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Controller;

/// <content>The answers' documents.</content>
internal sealed partial class FleetController
{
    private JsonObject Describe(DeviceEntry entry)
    {
        var f = entry.Facts;
        return WithoutNulls(new JsonObject
        {
            ["device"] = f.Id,
            ["status"] = f.Status,
            ["silent"] = Silence.IsSilent(f, _now),
            ["last_seen"] = Iso(f.LastSeenAt),
            ["mode"] = f.Mode,
            ["soc_pct"] = f.SocPct,
            ["charging"] = f.Charging,
            ["source"] = f.Source,
            ["powered"] = f.IsPowered,
            ["next_charge_start"] = Iso(f.NextChargeStart),
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
        });
    }

    private JsonObject Describe(Campaign campaign) => ToNode(OrderViews.Sum(campaign, _now), OrderJson.Wire.OrderSummary);

    private static JsonObject Describe(Campaign campaign, Target target) => ToNode(OrderViews.Row(campaign, target), OrderJson.Wire.TargetRow);

    private static JsonObject Describe(Pool pool) => ToNode(OrderViews.Sum(pool), OrderJson.Wire.OrderSummary);

    private static JsonObject Describe(CandidateRow candidate) => ToNode(candidate, OrderJson.Wire.CandidateRow);

    private static JsonObject ToNode<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(document, type)!.AsObject();

    private static JsonObject WithoutNulls(JsonObject document)
    {
        foreach (string name in document.Where(p => p.Value is null).Select(p => p.Key).ToList()) document.Remove(name);
        return document;
    }
}
