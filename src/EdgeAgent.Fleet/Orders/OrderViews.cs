using System.Text.Json;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Orders;

/// <summary>Builds the published documents of orders from their state. Pure.</summary>
internal static class OrderViews
{
    // With the longest names and reasons in all rows the document is still below 64 KiB, which every reader of the contract takes.
    private const int MostRows = 50;
    private const int LongestReason = 240;

    public static OrderSummary Sum(Campaign campaign, DateTimeOffset now)
    {
        var (kind, description) = About(campaign.Spec.Task);
        return new OrderSummary
        {
            Order = "campaign",
            Id = campaign.Spec.Id,
            Kind = kind,
            Description = description,
            Phase = WireNames.Lower(campaign.Phase),
            Reason = Short(campaign.Reason),
            Stage = campaign.Stage + 1,
            Stages = campaign.Spec.Stages.Count,
            Devices = campaign.Targets.Count,
            Ended = campaign.HasEnded,
            Outcomes = Sums(campaign.Targets.Values.Select(t => t.Outcome)),
            Silent = campaign.Count(t => CampaignRules.IsSilent(campaign, t, now)),
            StartedAt = campaign.StartedAt,
            Deadline = campaign.Spec.Deadline,
            EndedAt = campaign.EndedAt,
        };
    }

    public static OrderSummary Sum(Pool pool)
    {
        var (kind, description) = About(pool.Spec.Task);
        return new OrderSummary
        {
            Order = "pool",
            Id = pool.Spec.Id,
            Kind = kind,
            Description = description,
            Phase = WireNames.Lower(pool.Phase),
            Reason = Short(pool.Reason),
            K = pool.Spec.K,
            Counted = pool.Counted,
            Surplus = pool.Candidates.Values.Count(c => c.Outcome == Outcome.Succeeded && !c.IsCounted),
            Round = pool.Round,
            Devices = pool.Candidates.Count,
            Ended = pool.HasEnded,
            Outcomes = Sums(pool.Candidates.Values.Select(c => c.Outcome)),
            StartedAt = pool.StartedAt,
            Deadline = pool.Spec.Deadline,
            EndedAt = pool.EndedAt,
        };
    }

    public static OrderDocument Document(Campaign campaign, DateTimeOffset now) => new()
    {
        Ts = now,
        Sum = Sum(campaign, now),
        Stages = [.. campaign.Spec.Stages.Select((stage, i) => Row(campaign, stage, i))],
        Targets = [.. campaign.Targets.Values.OrderBy(t => DisplayRank(t.Outcome)).ThenByDescending(t => t.EndedAt).Take(MostRows).Select(t => Row(campaign, t))],
    };

    public static OrderDocument Document(Pool pool, DateTimeOffset now) => new() { Ts = now, Sum = Sum(pool), Candidates = [.. Rows(pool, now).Take(MostRows)] };

    public static TargetRow Row(Campaign campaign, Target target) => new()
    {
        Device = target.Device,
        Task = TaskIds.Of(campaign.Spec.Id, target.Device, target.Attempt),
        Outcome = target.Outcome,
        Attempt = target.Attempt,
        Stage = target.Outcome == Outcome.Pending ? null : target.Stage + 1,
        CancelWanted = target.IsCancelWanted ? true : null,
        Reason = Short(target.Reason),
        AssignedAt = target.AssignedAt,
        EndedAt = target.EndedAt,
    };

    /// <summary>The chosen devices first, then the offers in the order in which they would be chosen.</summary>
    public static List<CandidateRow> Rows(Pool pool, DateTimeOffset now)
    {
        // Costs are those at the time of the decision: an offer does not become better when its start has passed.
        var decidedAt = pool.Candidates.Values.Max(c => c.AssignedAt) ?? now;
        var ranked = pool.Candidates.Values.Where(c => c.Offer is not null)
            .OrderBy(c => c.Offer!.Cost(decidedAt)).ThenByDescending(c => c.Offer!.Confidence).ThenBy(c => c.Device, StringComparer.Ordinal).ToList();
        var ranks = ranked.Select((c, i) => (c.Device, Rank: i + 1)).ToDictionary(r => r.Device, r => r.Rank, StringComparer.Ordinal);
        return
        [
            .. pool.Candidates.Values
                .OrderBy(c => c.AssignedAt is null).ThenBy(c => ranks.GetValueOrDefault(c.Device, int.MaxValue))
                .Select(c => Row(pool, c, decidedAt, ranks.TryGetValue(c.Device, out int rank) ? rank : null)),
        ];
    }

    private static CandidateRow Row(Pool pool, Candidate candidate, DateTimeOffset decidedAt, int? rank) => new()
    {
        Device = candidate.Device,
        Task = TaskIds.Of(pool.Spec.Id, candidate.Device, candidate.Attempt),
        Outcome = candidate.Outcome,
        Counted = candidate.IsCounted,
        HandedOn = candidate.IsHandedOn,
        Rank = rank,
        OfferedStart = candidate.Offer?.StartAt,
        WaitS = candidate.Offer?.StartAt is { } start ? Math.Max(0, (start - decidedAt).TotalSeconds) : null,
        BatteryMinutes = candidate.Offer?.BatteryMinutes,
        Cost = candidate.Offer?.Cost(decidedAt),
        Confidence = candidate.Offer?.Confidence,
        CancelWanted = candidate.IsCancelWanted ? true : null,
        Reason = Short(candidate.Reason) ?? (PoolRules.IsTooLate(pool, candidate) ? "would miss the deadline" : null),
        AssignedAt = candidate.AssignedAt,
        EndedAt = candidate.EndedAt,
    };

    private static StageRow Row(Campaign campaign, Stage stage, int index) => new()
    {
        Count = stage.Count,
        Percent = stage.Percent,
        SuccessPct = stage.SuccessPct,
        Outcomes = Sums(campaign.Targets.Values.Where(t => t.Outcome != Outcome.Pending && t.Stage == index).Select(t => t.Outcome)),
    };

    private static int DisplayRank(Outcome outcome) => outcome switch
    {
        Outcome.Pending => 3,
        Outcome.Succeeded => 2,
        Outcome.Assigned or Outcome.Accepted => 1,
        _ => 0,
    };

    private static Dictionary<string, int> Sums(IEnumerable<Outcome> outcomes) =>
        outcomes.GroupBy(o => o).OrderBy(g => g.Key).ToDictionary(g => WireNames.Lower(g.Key), g => g.Count(), StringComparer.Ordinal);

    private static (string? Kind, string? Description) About(string task)
    {
        using var document = JsonDocument.Parse(task);
        return (Text(document.RootElement, "kind"), Short(Text(document.RootElement, "description")));
    }

    private static string? Text(JsonElement task, string name)
    {
        if (task.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String) return value.GetString();
        return null;
    }

    private static string? Short(string? text)
    {
        if (text is { Length: > LongestReason }) return string.Concat(text.AsSpan(0, LongestReason), "…");
        return text;
    }
}
