using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Orders;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <content>Campaigns and pools: time, the devices' answers, and what is to be published for them.</content>
internal sealed partial class FleetController
{
    private void Set(Campaign campaign)
    {
        var before = _campaigns.GetValueOrDefault(campaign.Spec.Id);
        if (ReferenceEquals(before, campaign)) return;
        Writing().Save(campaign, before);
        _campaigns[campaign.Spec.Id] = campaign;
    }

    private void Set(Pool pool)
    {
        var before = _pools.GetValueOrDefault(pool.Spec.Id);
        if (ReferenceEquals(before, pool)) return;
        Writing().Save(pool, before);
        _pools[pool.Spec.Id] = pool;
    }

    private void JoinContinuous(DeviceFacts facts)
    {
        foreach (var campaign in _campaigns.Values.Where(c => c.Spec.IsContinuous && !c.HasEnded && !c.Targets.ContainsKey(facts.Id)).ToList())
        {
            if (Selects(campaign.Spec.Id, campaign.Spec.Select)(facts)) Set(CampaignRules.Apply(campaign, new CampaignEvent.Joined(facts.Id), _now));
        }
    }

    private Func<DeviceFacts, bool> Selects(string id, Selector selector)
    {
        if (_selectors.TryGetValue(id, out var known)) return known;
        return _selectors[id] = selector.Compile();
    }

    private void AdvanceCampaigns()
    {
        foreach (var campaign in _campaigns.Values.ToList())
        {
            if (!campaign.HasEnded) Set(CampaignRules.Apply(campaign, new CampaignEvent.Tick(), _now));
            var present = _campaigns[campaign.Spec.Id];
            foreach (var target in present.Targets.Values.Where(t => t.Outcome.IsUnderway()))
            {
                Send(target.Device, TaskIds.Of(present.Spec.Id, target.Device, target.Attempt), present.Spec.Task, target.IsCancelWanted, target.Outcome);
            }
        }
    }

    private void AdvancePools()
    {
        foreach (string id in _pools.Keys.ToList())
        {
            if (!_pools[id].HasEnded)
            {
                GiveUpTheSilent(id);
                Set(PoolRules.Apply(_pools[id], new PoolEvent.Tick(), _now));
            }

            var pool = _pools[id];
            foreach (var candidate in pool.Candidates.Values)
            {
                string task = TaskIds.Of(id, candidate.Device, candidate.Attempt);
                if (candidate.Outcome.IsUnderway()) Send(candidate.Device, task, pool.Spec.Task, candidate.IsCancelWanted, candidate.Outcome);
                else if (pool.Phase == PoolPhase.Asking && candidate.IsAsked) AskOffer(pool, candidate.Device, task);
            }
        }
    }

    private void GiveUpTheSilent(string id)
    {
        foreach (var candidate in _pools[id].Candidates.Values.Where(c => c.IsActive))
        {
            if (!_devices.TryGetValue(candidate.Device, out var entry) || !Silence.IsSilent(entry.Facts, _now)) continue;
            Set(PoolRules.Apply(_pools[id], new PoolEvent.GivenUp(candidate.Device, $"silent since {Iso(entry.Facts.LastSeenAt)} ({entry.Facts.Status ?? "no status"})"), _now));
        }
    }

    /// <summary>A device that has a pool's task says when it will begin: one that cannot keep the deadline any more is given up.</summary>
    private void TaskState(DeviceEntry entry, string task, InboundMessage message)
    {
        if (!message.IsRetained) entry.Facts = entry.Facts with { LastSeenAt = _now };
        if (TaskIds.OrderOf(task) is not { } order || !_pools.TryGetValue(order, out var pool) || pool.Spec.Deadline is not { } deadline) return;
        if (!pool.Candidates.TryGetValue(entry.Facts.Id, out var candidate) || task != TaskIds.Of(order, candidate.Device, candidate.Attempt)) return;
        var state = JsonSerializer.Deserialize(message.Payload.Span, LinkJson.Wire.TaskStateDocument) ?? throw new JsonException("is null");
        if (state.Status != EdgeAgent.Shared.TaskState.Queued || state.PlannedStart is not { } start || start + pool.Spec.Duration <= deadline) return;
        Set(PoolRules.Apply(pool, new PoolEvent.GivenUp(candidate.Device, $"would miss the deadline: planned for {Iso(start)}"), _now));
    }

    /// <summary>The task until it is answered, or the wish to cancel until it has ended.</summary>
    private void Send(string device, string task, string document, bool isCancel, Outcome outcome)
    {
        if (isCancel)
        {
            if (IsDue("cancel " + task)) Ask(device, "cancel", new JsonObject { ["cancel"] = task }, new JsonObject { ["id"] = task });
        }
        else if (outcome == Outcome.Assigned && IsDue("submit " + task))
        {
            _out.Add(new OutboundMessage(_topics.Submit(device), OrderDocuments.TaskFor(document, task)));
        }
    }

    private void AskOffer(Pool pool, string device, string task)
    {
        if (!IsDue($"offer {task} {pool.Round}")) return;
        var correlation = new JsonObject { ["pool"] = pool.Spec.Id, ["round"] = pool.Round };
        Ask(device, "plan", correlation, new JsonObject { ["task"] = OrderDocuments.WithId(pool.Spec.Task, task) });
    }

    private void Reply(DeviceEntry entry, InboundMessage message)
    {
        using var document = JsonDocument.Parse(message.Payload);
        var root = document.RootElement;
        if (!root.TryGetProperty("correlation", out var correlation) || correlation.ValueKind != JsonValueKind.Object) return;
        entry.Facts = entry.Facts with { LastSeenAt = _now };
        bool isOk = root.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True;
        string error = root.TryGetProperty("error", out var text) ? text.GetString() ?? "" : "";
        if (correlation.TryGetProperty("sync", out var token) && token.GetString() == entry.SyncToken && isOk) Synced(entry, root.GetProperty("data"));
        else if (correlation.TryGetProperty("cancel", out var task) && !isOk) NotCanceled(entry.Facts.Id, task.GetString() ?? "", error);
        else if (correlation.TryGetProperty("pool", out var pool)) Offered(entry, pool.GetString() ?? "", correlation.GetProperty("round").GetInt32(), isOk ? root.GetProperty("data") : null, error);
    }

    private void NotCanceled(string device, string task, string error)
    {
        if (!error.Contains("there is no task", StringComparison.Ordinal) || TaskIds.OrderOf(task) is not { } order) return;
        if (_campaigns.TryGetValue(order, out var campaign)) Set(CampaignRules.Apply(campaign, new CampaignEvent.Unknown(device, task), _now));
        else if (_pools.TryGetValue(order, out var pool)) Set(PoolRules.Apply(pool, new PoolEvent.Unknown(device, task), _now));
    }

    private void Offered(DeviceEntry entry, string id, int round, JsonElement? data, string error)
    {
        if (!_pools.TryGetValue(id, out var pool)) return;
        string device = entry.Facts.Id;
        PoolEvent answer = data is { } plan && plan.GetProperty("tasks") is { ValueKind: JsonValueKind.Array } tasks && tasks.GetArrayLength() > 0
            ? new PoolEvent.Offered(device, round, Offer.Of(entry.Facts, StartOf(tasks[0]), pool.Spec.Duration, _now))
            : new PoolEvent.Declined(device, round, error.Length > 0 ? error : "no plan");
        Set(PoolRules.Apply(pool, answer, _now));
    }

    private DateTimeOffset? StartOf(JsonElement entry)
    {
        if (entry.TryGetProperty("planned_start", out var start) && start.TryGetDateTimeOffset(out var at)) return at;
        return entry.TryGetProperty("phase", out var phase) && phase.GetString() == "READY" ? _now : null;
    }
}
