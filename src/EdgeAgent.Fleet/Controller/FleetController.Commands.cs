using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Fleet.Orders;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <content>The verbs of <c>{root}/fleet/ctl/{verb}</c>.</content>
internal sealed partial class FleetController
{
    private const int LongestCommand = 64 * 1024;
    // Of one answer: below what the brokers take that take least (AWS IoT Core, 128 KB).
    private const int MostListed = 100;
    private const int ReceiptsShown = 20;

    private void Command(string verb, InboundMessage message)
    {
        // An answer to another client's command comes by here too.
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

        var reply = new JsonObject { ["v"] = 1, ["device"] = Topics.Fleet, ["ts"] = Iso(_now), ["verb"] = verb, ["ok"] = error is null };
        if (request.Correlation is { } correlation) reply["correlation"] = JsonNode.Parse(correlation.GetRawText());
        if (error is null) reply["data"] = data;
        else reply["error"] = error;
        _out.Add(new OutboundMessage(AnswerTopic(request.ReplyTo), Encoding.UTF8.GetBytes(reply.ToJsonString())));
    }

    private string AnswerTopic(string? wished) => new Topics(_topics.Root, Topics.Fleet, []).AnswerTopic(wished) ?? _topics.CommandPrefix + "reply";

    private JsonObject Serve(string verb, ControlRequest request) => verb switch
    {
        "list" => ListDevices(request),
        "show" => ShowDevice(request),
        "campaign_start" => StartCampaign(request),
        "campaign_list" => Page([], "campaigns", [.. _campaigns.Values.OrderBy(c => c.StartedAt)], request, Describe),
        "campaign_show" => Whole(FindCampaign(request), request),
        "campaign_pause" => Change(request, new CampaignEvent.Pause()),
        "campaign_resume" => Change(request, new CampaignEvent.Resume()),
        "campaign_retry" => Change(request, new CampaignEvent.Retry()),
        "campaign_abort" => Change(request, new CampaignEvent.Abort("by a user")),
        "pool_start" => StartPool(request),
        "pool_list" => Page([], "pools", [.. _pools.Values.OrderBy(p => p.StartedAt)], request, Describe),
        "pool_show" => Whole(FindPool(request), request),
        "pool_abort" => AbortPool(request),
        "order" => Order(request),
        _ => throw new FormatException($"verb: '{verb}' is not known"),
    };

    private JsonObject ListDevices(ControlRequest request)
    {
        var selector = new Selector { Groups = OneOrNone("group"), Tags = OneOrNone("tag"), Where = request.Text("where") };
        var isMeant = selector.Compile();
        var found = _devices.Values.Where(e => isMeant(e.Facts)).OrderBy(e => e.Facts.Id, StringComparer.Ordinal).ToList();
        return Page([], "devices", found, request, Describe);

        string[] OneOrNone(string field) => request.Text(field) is { } text ? [text] : [];
    }

    /// <summary>A part of a list, from <c>offset</c> on; <c>total</c> leads to the rest.</summary>
    private static JsonObject Page<T>(JsonObject shown, string name, List<T> items, ControlRequest request, Func<T, JsonNode> describe)
    {
        int offset = (int)(request.Whole("offset", 0, int.MaxValue) ?? 0), limit = (int)(request.Whole("limit", 0, MostListed) ?? MostListed);
        shown["total"] = items.Count;
        shown[name] = Array(items.Skip(offset).Take(limit).Select(describe));
        return shown;
    }

    private JsonObject Whole(Campaign campaign, ControlRequest request) =>
        Page(Describe(campaign), "targets", [.. campaign.Targets.Values], request, t => Describe(campaign, t));

    private JsonObject Whole(Pool pool, ControlRequest request) => Page(Describe(pool), "candidates", OrderViews.Rows(pool, _now), request, Describe);

    private JsonObject Order(ControlRequest request)
    {
        string id = Required(request, "id");
        if (_campaigns.TryGetValue(id, out var campaign)) return Describe(campaign);
        return _pools.TryGetValue(id, out var pool) ? Describe(pool) : throw new FormatException($"id: there is no campaign and no pool '{id}'");
    }

    private JsonObject ShowDevice(ControlRequest request)
    {
        string id = Required(request, "device");
        if (!_devices.TryGetValue(id, out var entry)) throw new FormatException($"device: '{id}' was never seen");
        var shown = Describe(entry);
        shown["receipts"] = Array(_tables.Newest(id, ReceiptsShown).Select(r => JsonSerializer.SerializeToNode(r.Item, LinkJson.Wire.ReceiptItem)!));
        return shown;
    }

    private JsonObject StartCampaign(ControlRequest request)
    {
        var spec = OrderDocuments.Campaign(Document(request));
        if (_campaigns.TryGetValue(spec.Id, out var known)) return SameOrder(known.Spec.Source, spec.Source) ? Describe(known) : throw Conflict(spec.Id);
        if (_pools.ContainsKey(spec.Id)) throw Conflict(spec.Id);
        if (!spec.IsContinuous) ThrowIfStrange(spec.Select);
        var members = Members(spec.Select);
        if (members.Count == 0 && !spec.IsContinuous) throw new FormatException($"select: matches none of {_devices.Count} devices");
        Set(CampaignRules.Start(spec, members, _now));
        return Describe(_campaigns[spec.Id]);
    }

    private JsonObject StartPool(ControlRequest request)
    {
        var spec = OrderDocuments.Pool(Document(request));
        if (_pools.TryGetValue(spec.Id, out var known)) return SameOrder(known.Spec.Source, spec.Source) ? Describe(known) : throw Conflict(spec.Id);
        if (_campaigns.ContainsKey(spec.Id)) throw Conflict(spec.Id);
        ThrowIfStrange(spec.Select);
        var members = Members(spec.Select);
        if (members.Count < spec.K) throw new FormatException($"select: matches {members.Count} of {_devices.Count} devices, k is {spec.K}");
        Set(PoolRules.Start(spec, members, _now));
        return Describe(_pools[spec.Id]);
    }

    // A misspelt name would leave its device out without a word.
    private void ThrowIfStrange(Selector selector)
    {
        if (selector.Devices.FirstOrDefault(d => !_devices.ContainsKey(d)) is { } strange)
        {
            throw new FormatException($"select.devices: '{strange}' was never seen; a continuous campaign may name devices that are yet to come");
        }
    }

    private static bool SameOrder(string one, string other) => JsonNode.DeepEquals(JsonNode.Parse(one), JsonNode.Parse(other));

    private List<string> Members(Selector selector)
    {
        var isMeant = selector.Compile();
        return [.. _devices.Values.Where(e => isMeant(e.Facts)).Select(e => e.Facts.Id)];
    }

    private JsonObject Change(ControlRequest request, CampaignEvent happened)
    {
        var campaign = FindCampaign(request);
        var changed = CampaignRules.Apply(campaign, happened, _now);
        if (happened is CampaignEvent.Retry && ReferenceEquals(changed, campaign))
        {
            throw new FormatException($"{campaign.Spec.Id}: nothing to retry: it is {WireNames.Lower(campaign.Phase)}, and {campaign.Count(t => t.Outcome > Outcome.Succeeded)} devices ended without success");
        }

        Set(changed);
        return Describe(changed);
    }

    private JsonObject AbortPool(ControlRequest request)
    {
        var pool = PoolRules.Apply(FindPool(request), new PoolEvent.Abort("by a user"), _now);
        Set(pool);
        return Describe(pool);
    }

    private Campaign FindCampaign(ControlRequest request) =>
        _campaigns.TryGetValue(Required(request, "id"), out var campaign) ? campaign : throw new FormatException($"id: there is no campaign '{request.Text("id")}'");

    private Pool FindPool(ControlRequest request) =>
        _pools.TryGetValue(Required(request, "id"), out var pool) ? pool : throw new FormatException($"id: there is no pool '{request.Text("id")}'");

    private static string Required(ControlRequest request, string field) => request.Text(field) ?? throw new FormatException($"{field}: is required");

    private static JsonElement Document(ControlRequest request) => request.Get("document") is { ValueKind: JsonValueKind.Object } document
        ? document
        : throw new FormatException("document: is required, a JSON object");

    private static FormatException Conflict(string id) => new($"id: '{id}' stands for another order already (id_conflict)");

    private static JsonArray Array(IEnumerable<JsonNode> items) => new([.. items]);

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString(InstantConverter.Format, CultureInfo.InvariantCulture);

    private static string? Iso(DateTimeOffset? at) => at is { } instant ? Iso(instant) : null;
}
