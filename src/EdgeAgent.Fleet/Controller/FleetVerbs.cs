using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Fleet.Orders;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>The verbs of <c>{root}/fleet/ctl/{verb}</c>.</summary>
internal sealed class FleetVerbs(FleetStep step, FleetTopics topics, DeviceRegistry devices, OrderBook orders)
{
    private const int LongestCommand = 64 * 1024;
    private const int ReceiptsShown = 20;

    /// <summary>Serves a request and publishes the answer.</summary>
    public void Take(string verb, InboundMessage message)
    {
        // The controller's own answers are published below ctl as well, and arrive here too.
        if (verb == "reply") return;
        var request = ControlRequest.Read(message.Payload, LongestCommand);
        JsonObject? data = null;
        string? error = request.Error;
        try
        {
            if (error is null) data = Serve(verb, request);
            error = request.Error;
        }
        catch (FormatException e)
        {
            error = e.Message;
        }

        var reply = new JsonObject { ["v"] = 1, ["device"] = Topics.Fleet, ["ts"] = InstantConverter.Text(step.Now), ["verb"] = verb, ["ok"] = error is null };
        if (request.Correlation is { } correlation) reply["correlation"] = JsonNode.Parse(correlation.GetRawText());
        if (error is null) reply["data"] = data;
        else reply["error"] = error;
        step.Publish(new OutboundMessage(AnswerTopic(request.ReplyTo), Encoding.UTF8.GetBytes(reply.ToJsonString())));
    }

    private string AnswerTopic(string? wished) => new Topics(topics.Root, Topics.Fleet, []).AnswerTopic(wished) ?? topics.CommandPrefix + "reply";

    private JsonObject Serve(string verb, ControlRequest request) => verb switch
    {
        "list" => ListDevices(request),
        "show" => ShowDevice(request),
        "campaign_start" => StartCampaign(request),
        "campaign_list" => new JsonObject().WithPage(request, "campaigns", [.. orders.Campaigns.Values.OrderBy(c => c.StartedAt)], Describe),
        "campaign_show" => ShowCampaign(request),
        "campaign_pause" => Change(request, new CampaignEvent.Pause()),
        "campaign_resume" => Change(request, new CampaignEvent.Resume()),
        "campaign_retry" => Retry(request),
        "campaign_abort" => Change(request, new CampaignEvent.Abort("by a user")),
        "pool_start" => StartPool(request),
        "pool_list" => new JsonObject().WithPage(request, "pools", [.. orders.Pools.Values.OrderBy(p => p.StartedAt)], FleetAnswers.Describe),
        "pool_show" => ShowPool(request),
        "pool_abort" => FleetAnswers.Describe(orders.Apply(FindPool(request), new PoolEvent.Abort("by a user"))),
        "order" => ShowOrder(request),
        _ => throw new FormatException($"verb: '{verb}' is not known"),
    };

    private JsonObject ListDevices(ControlRequest request)
    {
        var selector = new Selector { Groups = OneOrNone("group"), Tags = OneOrNone("tag"), Where = request.Text("where") };
        var found = devices.Matching(selector).OrderBy(e => e.Facts.Id, StringComparer.Ordinal).ToList();
        return new JsonObject().WithPage(request, "devices", found, e => FleetAnswers.Describe(e, step.Now));

        string[] OneOrNone(string field) => request.Text(field) is { } text ? [text] : [];
    }

    private JsonObject ShowDevice(ControlRequest request)
    {
        string id = Required(request, "device");
        var entry = devices.Find(id) ?? throw new FormatException($"device: '{id}' was never seen");
        var shown = FleetAnswers.Describe(entry, step.Now);
        shown["receipts"] = FleetAnswers.Array(step.Stored.Newest(id, ReceiptsShown).Select(r => JsonSerializer.SerializeToNode(r.Item, LinkJson.Wire.ReceiptItem)!));
        return shown;
    }

    private JsonObject ShowOrder(ControlRequest request)
    {
        string id = Required(request, "id");
        if (orders.Campaigns.TryGetValue(id, out var campaign)) return Describe(campaign);
        if (orders.Pools.TryGetValue(id, out var pool)) return FleetAnswers.Describe(pool);
        throw new FormatException($"id: there is no campaign and no pool '{id}'");
    }

    private JsonObject ShowCampaign(ControlRequest request)
    {
        var campaign = FindCampaign(request);
        return Describe(campaign).WithPage(request, "targets", [.. campaign.Targets.Values], t => FleetAnswers.Describe(campaign, t));
    }

    private JsonObject ShowPool(ControlRequest request)
    {
        var pool = FindPool(request);
        return FleetAnswers.Describe(pool).WithPage(request, "candidates", OrderViews.Rows(pool, step.Now), FleetAnswers.Describe);
    }

    private JsonObject StartCampaign(ControlRequest request)
    {
        var spec = OrderDocuments.Campaign(Document(request));
        if (orders.Campaigns.TryGetValue(spec.Id, out var known))
        {
            ThrowIfOther(spec.Id, known.Spec.Source, spec.Source);
            return Describe(known);
        }

        if (orders.Pools.ContainsKey(spec.Id)) throw Conflict(spec.Id);
        if (!spec.IsContinuous) ThrowIfStrange(spec.Select);
        var members = Members(spec.Select);
        if (members.Count == 0 && !spec.IsContinuous) throw new FormatException($"select: matches none of {devices.Count} devices");
        return Describe(orders.Set(CampaignRules.Start(spec, members, step.Now)));
    }

    private JsonObject StartPool(ControlRequest request)
    {
        var spec = OrderDocuments.Pool(Document(request));
        if (orders.Pools.TryGetValue(spec.Id, out var known))
        {
            ThrowIfOther(spec.Id, known.Spec.Source, spec.Source);
            return FleetAnswers.Describe(known);
        }

        if (orders.Campaigns.ContainsKey(spec.Id)) throw Conflict(spec.Id);
        ThrowIfStrange(spec.Select);
        var members = Members(spec.Select);
        if (members.Count < spec.K) throw new FormatException($"select: matches {members.Count} of {devices.Count} devices, k is {spec.K}");
        return FleetAnswers.Describe(orders.Set(PoolRules.Start(spec, members, step.Now)));
    }

    private JsonObject Change(ControlRequest request, CampaignEvent happened) => Describe(orders.Apply(FindCampaign(request), happened));

    private JsonObject Retry(ControlRequest request)
    {
        var campaign = FindCampaign(request);
        var changed = orders.Apply(campaign, new CampaignEvent.Retry());
        if (!ReferenceEquals(changed, campaign)) return Describe(changed);
        throw new FormatException($"{campaign.Spec.Id}: nothing to retry: it is {WireNames.Lower(campaign.Phase)}, and {campaign.Count(t => t.Outcome > Outcome.Succeeded)} devices ended without success");
    }

    private JsonObject Describe(Campaign campaign) => FleetAnswers.Describe(campaign, step.Now);

    // A misspelt name would leave its device out without an error.
    private void ThrowIfStrange(Selector selector)
    {
        if (selector.Devices.FirstOrDefault(d => devices.Find(d) is null) is { } strange)
        {
            throw new FormatException($"select.devices: '{strange}' was never seen; a continuous campaign may name devices that are yet to come");
        }
    }

    private List<string> Members(Selector selector) => [.. devices.Matching(selector).Select(e => e.Facts.Id)];

    private Campaign FindCampaign(ControlRequest request)
    {
        string id = Required(request, "id");
        return orders.Campaigns.GetValueOrDefault(id) ?? throw new FormatException($"id: there is no campaign '{id}'");
    }

    private Pool FindPool(ControlRequest request)
    {
        string id = Required(request, "id");
        return orders.Pools.GetValueOrDefault(id) ?? throw new FormatException($"id: there is no pool '{id}'");
    }

    private static string Required(ControlRequest request, string field) => request.Text(field) ?? throw new FormatException($"{field}: is required");

    private static JsonElement Document(ControlRequest request)
    {
        if (request.Get("document") is { ValueKind: JsonValueKind.Object } document) return document;
        throw new FormatException("document: is required, a JSON object");
    }

    // The same order twice is not an error: the answer to the first may have been lost.
    private static void ThrowIfOther(string id, string known, string asked)
    {
        if (!JsonNode.DeepEquals(JsonNode.Parse(known), JsonNode.Parse(asked))) throw Conflict(id);
    }

    private static FormatException Conflict(string id) => new($"id: '{id}' stands for another order already (id_conflict)");
}
