using System.Globalization;

namespace EdgeAgent.Fleet.Rules;

/// <summary>
/// The rules of a campaign. Pure: the same events at the same times give the same state. Only <see cref="CampaignEvent.Retry"/> changes a final
/// outcome, and after the end no device is assigned the task.
/// </summary>
internal static class CampaignRules
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromMinutes(1);

    /// <param name="devices">The devices that match now.</param>
    public static Campaign Start(CampaignSpec spec, IEnumerable<string> devices, DateTimeOffset now)
    {
        var campaign = new Campaign(spec) { StartedAt = now };
        return Advance(devices.Aggregate(campaign, Join), now);
    }

    public static Campaign Apply(Campaign campaign, CampaignEvent happened, DateTimeOffset now) => Advance(happened switch
    {
        CampaignEvent.Tick => campaign,
        CampaignEvent.Joined e when campaign.Spec.IsContinuous && !campaign.HasEnded => Join(campaign, e.Device),
        CampaignEvent.Joined e => campaign,
        CampaignEvent.Reported e => Report(campaign, e, now),
        CampaignEvent.Unknown e => Report(campaign, new CampaignEvent.Reported(e.Device, e.TaskId, Outcome.Canceled, "never accepted"), now),
        CampaignEvent.Pause when campaign.Phase == CampaignPhase.Running => campaign with { Phase = CampaignPhase.Paused },
        CampaignEvent.Pause => campaign,
        CampaignEvent.Resume when campaign.Phase == CampaignPhase.Paused => campaign with { Phase = CampaignPhase.Running },
        CampaignEvent.Resume => campaign,
        CampaignEvent.Abort e when campaign.HasEnded => campaign,
        CampaignEvent.Abort e => End(campaign, CampaignPhase.Aborted, e.Reason, now),
        CampaignEvent.Retry => Retry(campaign),
        _ => throw new InvalidOperationException("unknown event"),
    }, now);

    /// <summary>The device has no final state although the allowed time has passed.</summary>
    public static bool IsSilent(Campaign campaign, Target target, DateTimeOffset now) =>
        target.Outcome.IsUnderway() && now - target.AssignedAt > campaign.Spec.ReportWithin;

    private static Campaign Join(Campaign campaign, string device)
    {
        if (campaign.Targets.ContainsKey(device)) return campaign;
        return campaign with { Targets = campaign.Targets.Add(device, new Target(device)) };
    }

    private static Campaign Report(Campaign campaign, CampaignEvent.Reported e, DateTimeOffset now)
    {
        if (!campaign.Targets.TryGetValue(e.Device, out var target) || !target.Outcome.IsUnderway()) return campaign;
        if (e.TaskId != TaskIds.Of(campaign.Spec.Id, e.Device, target.Attempt) || e.Outcome <= target.Outcome) return campaign;
        return Set(campaign, target with
        {
            Outcome = e.Outcome,
            Reason = e.Reason,
            EndedAt = e.Outcome.IsFinal() ? now : null,
            IsCancelWanted = target.IsCancelWanted && !e.Outcome.IsFinal(),
        });
    }

    private static Campaign Retry(Campaign campaign)
    {
        if (campaign.Phase is CampaignPhase.Aborted or CampaignPhase.Expired) return campaign;
        var again = campaign.Targets.Values.Where(t => t.Outcome > Outcome.Succeeded).ToList();
        if (again.Count == 0) return campaign;
        var running = campaign with { Phase = CampaignPhase.Running, Reason = null, EndedAt = null };
        return again.Aggregate(running, (c, t) => Set(c, new Target(t.Device) { Attempt = t.Attempt + 1 }));
    }

    private static Campaign Advance(Campaign campaign, DateTimeOffset now)
    {
        if (campaign.HasEnded) return campaign;
        if (campaign.Spec.Deadline <= now) return End(campaign, CampaignPhase.Expired, "the deadline passed", now);
        if (Excess(campaign, now) is { } excess) return End(campaign, CampaignPhase.Aborted, excess, now);
        if (campaign.Phase == CampaignPhase.Paused) return campaign;
        campaign = Assign(campaign, now);
        while (!campaign.HasEnded && IsStageSettled(campaign, now)) campaign = NextStage(campaign, now);
        return campaign;
    }

    private static Campaign NextStage(Campaign campaign, DateTimeOffset now)
    {
        string? shortfall = Shortfall(campaign);
        bool isLast = campaign.Stage >= campaign.Spec.Stages.Count - 1;
        if (isLast) return campaign with { Phase = CampaignPhase.Completed, Reason = shortfall, EndedAt = now };
        if (shortfall is null) return Assign(campaign with { Stage = campaign.Stage + 1 }, now);
        return End(campaign, CampaignPhase.Aborted, shortfall, now);
    }

    /// <summary>Every device up to this stage is assigned, and every assigned one has ended or is silent. Never true in the last stage of a continuous campaign.</summary>
    private static bool IsStageSettled(Campaign campaign, DateTimeOffset now)
    {
        bool isLast = campaign.Stage >= campaign.Spec.Stages.Count - 1;
        if (isLast && campaign.Spec.IsContinuous) return false;
        int assigned = campaign.Count(t => t.Outcome != Outcome.Pending);
        if (assigned < Reach(campaign) || campaign.Targets.Count == 0) return false;
        return campaign.Targets.Values.All(t => t.Outcome == Outcome.Pending || t.Outcome.IsFinal() || IsSilent(campaign, t, now));
    }

    private static string? Shortfall(Campaign campaign)
    {
        var members = campaign.Targets.Values.Where(t => t.Outcome != Outcome.Pending && t.Stage == campaign.Stage).ToList();
        if (members.Count == 0) return null;
        double share = 100.0 * members.Count(t => t.Outcome == Outcome.Succeeded) / members.Count;
        double wanted = campaign.Spec.Stages[campaign.Stage].SuccessPct;
        if (share >= wanted) return null;
        return string.Create(CultureInfo.InvariantCulture, $"stage {campaign.Stage + 1}: {share:0.#} % of its devices succeeded, {wanted:0.#} % were wanted");
    }

    private static string? Excess(Campaign campaign, DateTimeOffset now)
    {
        var settled = campaign.Targets.Values.Where(t => t.Outcome.IsFinal() || IsSilent(campaign, t, now)).ToList();
        var limits = campaign.Spec.Abort;
        if (settled.Count < Math.Max(1, limits.LeastOutcomes)) return null;
        return Above("failed", settled.Count(t => t.Outcome is Outcome.Failed or Outcome.Rejected or Outcome.Removed), settled.Count, limits.FailedPct)
            ?? Above("timed out", settled.Count(t => t.Outcome == Outcome.TimedOut), settled.Count, limits.TimedOutPct)
            ?? Above("did not report in time", settled.Count(t => t.Outcome.IsUnderway()), settled.Count, limits.SilentPct);
    }

    private static string? Above(string what, int count, int all, double? limit)
    {
        if (100.0 * count / all > limit)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{count} of {all} devices {what}, more than {limit:0.#} %");
        }

        return null;
    }

    private static Campaign Assign(Campaign campaign, DateTimeOffset now)
    {
        int room = Reach(campaign) - campaign.Count(t => t.Outcome != Outcome.Pending);
        if (campaign.Spec.RatePerMinute is { } rate) room = Math.Min(room, rate - campaign.Count(t => now - t.AssignedAt < RateWindow));
        foreach (var target in campaign.Targets.Values.Where(t => t.Outcome == Outcome.Pending).Take(Math.Max(0, room)))
        {
            campaign = Set(campaign, target with { Outcome = Outcome.Assigned, AssignedAt = now, Stage = campaign.Stage });
        }

        return campaign;
    }

    /// <summary>How many devices may have the task by the end of the present stage.</summary>
    private static int Reach(Campaign campaign)
    {
        int all = campaign.Targets.Count;
        if (campaign.Stage >= campaign.Spec.Stages.Count - 1) return all;
        return campaign.Spec.Stages.Take(campaign.Stage + 1).Max(s => Math.Min(all, s.Count ?? (int)Math.Ceiling((s.Percent ?? 100) * all / 100)));
    }

    /// <summary>Ends the campaign and cancels the tasks under way.</summary>
    private static Campaign End(Campaign campaign, CampaignPhase phase, string reason, DateTimeOffset now)
    {
        var ended = campaign with { Phase = phase, Reason = reason, EndedAt = now };
        return campaign.Targets.Values.Where(t => t.Outcome.IsUnderway()).Aggregate(ended, (c, t) => Set(c, t with { IsCancelWanted = true }));
    }

    private static Campaign Set(Campaign campaign, Target target) => campaign with { Targets = campaign.Targets.SetItem(target.Device, target) };
}
