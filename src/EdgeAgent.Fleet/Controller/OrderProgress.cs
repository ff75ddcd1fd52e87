using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>Advances campaigns and pools with time and with the devices' answers, and sends the devices the requests that they need.</summary>
internal sealed class OrderProgress(FleetStep step, DeviceRegistry devices, OrderBook orders, DeviceRequests requests)
{
    public void Advance()
    {
        foreach (var campaign in orders.Campaigns.Values.ToList()) Advance(campaign);
        foreach (var pool in orders.Pools.Values.ToList()) Advance(pool);
    }

    /// <summary>A device that has a pool's task reports its planned start; when the run would end after the deadline, the device is given up.</summary>
    public void TakeTaskState(DeviceEntry entry, string task, InboundMessage message)
    {
        entry.NoteSeen(message, step.Now);
        if (TaskIds.OrderOf(task) is not { } order || !orders.Pools.TryGetValue(order, out var pool) || pool.Spec.Deadline is not { } deadline) return;
        if (!pool.Candidates.TryGetValue(entry.Facts.Id, out var candidate) || task != TaskIds.Of(order, candidate.Device, candidate.Attempt)) return;
        var state = JsonSerializer.Deserialize(message.Payload.Span, LinkJson.Wire.TaskStateDocument) ?? throw new JsonException("is null");
        if (state.Status != TaskState.Queued || state.PlannedStart is not { } start || start + pool.Spec.Duration <= deadline) return;
        orders.Apply(pool, new PoolEvent.GivenUp(candidate.Device, $"would miss the deadline: planned for {InstantConverter.Text(start)}"));
    }

    /// <summary>The answer to a request for a pool's offer.</summary>
    /// <param name="plan">Null when the device refused.</param>
    public void TakeOffer(DeviceEntry entry, JsonElement asked, JsonElement? plan, string error)
    {
        if (!orders.Pools.TryGetValue(asked.GetProperty("pool").GetString() ?? "", out var pool)) return;
        int round = asked.GetProperty("round").GetInt32();
        string device = entry.Facts.Id;
        if (plan?.GetProperty("tasks") is { ValueKind: JsonValueKind.Array } tasks && tasks.GetArrayLength() > 0)
        {
            orders.Apply(pool, new PoolEvent.Offered(device, round, Offer.Of(entry.Facts, StartOf(tasks[0]), pool.Spec.Duration, step.Now)));
            return;
        }

        orders.Apply(pool, new PoolEvent.Declined(device, round, error.Length > 0 ? error : "no plan"));
    }

    private void Advance(Campaign campaign)
    {
        if (!campaign.HasEnded) campaign = orders.Apply(campaign, new CampaignEvent.Tick());
        foreach (var target in campaign.Targets.Values.Where(t => t.Outcome.IsUnderway()))
        {
            string task = TaskIds.Of(campaign.Spec.Id, target.Device, target.Attempt);
            if (target.IsCancelWanted) requests.Cancel(target.Device, task);
            else if (target.Outcome == Outcome.Assigned) requests.Submit(target.Device, task, campaign.Spec.Task);
        }
    }

    private void Advance(Pool pool)
    {
        if (!pool.HasEnded) pool = orders.Apply(GiveUpTheSilent(pool), new PoolEvent.Tick());
        foreach (var candidate in pool.Candidates.Values)
        {
            string task = TaskIds.Of(pool.Spec.Id, candidate.Device, candidate.Attempt);
            if (candidate.Outcome.IsUnderway())
            {
                if (candidate.IsCancelWanted) requests.Cancel(candidate.Device, task);
                else if (candidate.Outcome == Outcome.Assigned) requests.Submit(candidate.Device, task, pool.Spec.Task);
            }
            else if (pool.Phase == PoolPhase.Asking && candidate.IsAsked)
            {
                requests.AskOffer(pool, candidate.Device, task);
            }
        }
    }

    private Pool GiveUpTheSilent(Pool pool)
    {
        foreach (var candidate in pool.Candidates.Values.Where(c => c.IsActive))
        {
            if (devices.Find(candidate.Device)?.Facts is not { } facts || !Silence.IsSilent(facts, step.Now)) continue;
            pool = orders.Apply(pool, new PoolEvent.GivenUp(candidate.Device, $"silent since {InstantConverter.Text(facts.LastSeenAt)} ({facts.Status ?? "no status"})"));
        }

        return pool;
    }

    private DateTimeOffset? StartOf(JsonElement entry)
    {
        if (entry.TryGetProperty("planned_start", out var start) && start.TryGetDateTimeOffset(out var at)) return at;
        if (entry.TryGetProperty("phase", out var phase) && phase.GetString() == "READY") return step.Now;
        return null;
    }
}
