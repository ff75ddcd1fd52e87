using System.Text.Json.Nodes;
using EdgeAgent.Core.Tasks;
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

    private JsonObject Describe(Campaign campaign) => WithoutNulls(new JsonObject
    {
        ["order"] = "campaign",
        ["id"] = campaign.Spec.Id,
        ["phase"] = WireNames.Lower(campaign.Phase),
        ["reason"] = campaign.Reason,
        ["stage"] = campaign.Stage + 1,
        ["stages"] = campaign.Spec.Stages.Count,
        ["devices"] = campaign.Targets.Count,
        ["ended"] = campaign.HasEnded,
        ["outcomes"] = Sums(campaign.Targets.Values.Select(t => t.Outcome)),
        ["silent"] = campaign.Count(t => CampaignRules.IsSilent(campaign, t, _now)),
        ["started_at"] = Iso(campaign.StartedAt),
        ["ended_at"] = Iso(campaign.EndedAt),
    });

    private static JsonObject Describe(Campaign campaign, Target target) => WithoutNulls(new JsonObject
    {
        ["device"] = target.Device,
        ["task"] = TaskIds.Of(campaign.Spec.Id, target.Device, target.Attempt),
        ["outcome"] = WireNames.Lower(target.Outcome),
        ["attempt"] = target.Attempt,
        ["stage"] = target.Outcome == Outcome.Pending ? null : target.Stage + 1,
        ["cancel_wanted"] = target.IsCancelWanted ? true : null,
        ["reason"] = target.Reason,
        ["assigned_at"] = Iso(target.AssignedAt),
        ["ended_at"] = Iso(target.EndedAt),
    });

    private static JsonObject Describe(Pool pool) => WithoutNulls(new JsonObject
    {
        ["order"] = "pool",
        ["id"] = pool.Spec.Id,
        ["phase"] = WireNames.Lower(pool.Phase),
        ["reason"] = pool.Reason,
        ["k"] = pool.Spec.K,
        ["counted"] = pool.Counted,
        ["surplus"] = pool.Candidates.Values.Count(c => c.Outcome == Outcome.Succeeded && !c.IsCounted),
        ["devices"] = pool.Candidates.Count,
        ["ended"] = pool.HasEnded,
        ["outcomes"] = Sums(pool.Candidates.Values.Select(c => c.Outcome)),
        ["round"] = pool.Round,
        ["started_at"] = Iso(pool.StartedAt),
        ["ended_at"] = Iso(pool.EndedAt),
    });

    private JsonObject Describe(Pool pool, Candidate candidate) => WithoutNulls(new JsonObject
    {
        ["device"] = candidate.Device,
        ["task"] = TaskIds.Of(pool.Spec.Id, candidate.Device, candidate.Attempt),
        ["outcome"] = WireNames.Lower(candidate.Outcome),
        ["counted"] = candidate.IsCounted,
        ["handed_on"] = candidate.IsHandedOn,
        ["offered_start"] = Iso(candidate.Offer?.StartAt),
        ["battery_minutes"] = candidate.Offer?.BatteryMinutes,
        ["cost"] = candidate.Offer?.Cost(candidate.AssignedAt ?? _now),
        ["confidence"] = candidate.Offer?.Confidence,
        ["cancel_wanted"] = candidate.IsCancelWanted ? true : null,
        ["reason"] = candidate.Reason,
        ["ended_at"] = Iso(candidate.EndedAt),
    });

    private static JsonObject Sums(IEnumerable<Outcome> outcomes)
    {
        var sums = new JsonObject();
        foreach (var group in outcomes.GroupBy(o => o).OrderBy(g => g.Key)) sums[WireNames.Lower(group.Key)] = group.Count();
        return sums;
    }

    private static JsonObject WithoutNulls(JsonObject document)
    {
        foreach (string name in document.Where(p => p.Value is null).Select(p => p.Key).ToList()) document.Remove(name);
        return document;
    }
}
