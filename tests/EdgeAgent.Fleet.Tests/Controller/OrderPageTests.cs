using System.Text.Json;
using EdgeAgent.Fleet.Orders;
using EdgeAgent.Tests;

namespace EdgeAgent.Fleet.Tests.Controller;

/// <summary>The retained documents of campaigns and pools that a page shows.</summary>
public sealed class OrderPageTests : IDisposable
{
    private const int LargestPayload = 64 * 1024;
    private readonly FleetRig _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public void The_schema_of_an_order_is_that_of_the_type_that_writes_it() =>
        SchemaFile.AssertIsCurrent("fleet-order", SchemaFile.Of(OrderJson.Wire.OrderDocument, "fleet-order", "Retained on {root}/fleet/order/{id}."), OrderJson.Wire.Options);

    [Fact]
    public void A_campaign_is_shown_with_its_stages_and_the_devices_that_failed_first()
    {
        foreach (string device in new[] { "a", "b", "c" }) _fleet.Online(device);
        Start("campaign", """{"id":"c","stages":[{"count":2,"success_pct":0},{"percent":100}],"task":{"kind":"noop","description":"a drill"}}""");
        _fleet.Hear(FleetRig.Receipt("a", $"{FleetRig.Item(1, "c_a_1", "QUEUED")},{FleetRig.Item(2, "c_a_1", "SUCCEEDED")}"));
        _fleet.Pass(TimeSpan.FromSeconds(1));
        _fleet.Hear(FleetRig.Receipt("b", $"{FleetRig.Item(1, "c_b_1", "QUEUED")},{FleetRig.Item(2, "c_b_1", "FAILED")}"));
        _fleet.Pass(TimeSpan.FromSeconds(1));

        var shown = Shown("c");
        Assert.Equal(("campaign", "noop", "a drill", "running", 2), (Sum(shown, "order"), Sum(shown, "kind"), Sum(shown, "description"), Sum(shown, "phase"), shown.GetProperty("sum").GetProperty("stage").GetInt32()));
        Assert.Equal(["b", "c", "a"], Devices(shown, "targets"));
        var first = shown.GetProperty("stages")[0].GetProperty("outcomes");
        Assert.Equal((1, 1), (first.GetProperty("succeeded").GetInt32(), first.GetProperty("failed").GetInt32()));
        Assert.True(_fleet.IsRetained("fleet/order/c"));
    }

    [Fact]
    public void A_change_is_shown_at_most_once_a_second_and_nothing_is_said_without_one()
    {
        _fleet.Online("a");
        Start("campaign", """{"id":"c","task":{"kind":"noop"}}""");
        _fleet.Hear(FleetRig.Receipt("a", FleetRig.Item(1, "c_a_1", "QUEUED")));
        Assert.Empty(_fleet.SaidTo("fleet/order/c"));
        _fleet.Pass(TimeSpan.FromSeconds(1));
        Assert.Single(_fleet.SaidTo("fleet/order/c"));
        _fleet.Pass(TimeSpan.FromSeconds(30));
        Assert.Empty(_fleet.SaidTo("fleet/order/c"));
    }

    [Fact]
    public void A_pool_is_shown_with_the_chosen_first_and_the_offers_of_the_others_in_their_order()
    {
        foreach (string device in new[] { "far", "near", "refuses" }) _fleet.Online(device);
        Start("pool", """{"id":"p","k":1,"task":{"kind":"noop","estimate":{"duration_s":600}}}""");
        _fleet.Hear(Offer("far", _fleet.Now + TimeSpan.FromHours(3)), Offer("near", _fleet.Now + TimeSpan.FromHours(1)), ("refuses/ctl/reply/fleet", Answer("refuses", """ "ok":false,"error":"no battery to spare" """)));
        _fleet.Pass(TimeSpan.FromSeconds(1));

        var rows = Shown("p").GetProperty("candidates");
        Assert.Equal(["near", "far", "refuses"], Devices(Shown("p"), "candidates"));
        Assert.Equal(("assigned", 1, 3600, 10), (rows[0].GetProperty("outcome").GetString(), rows[0].GetProperty("rank").GetInt32(), rows[0].GetProperty("wait_s").GetDouble(), rows[0].GetProperty("battery_minutes").GetDouble()));
        Assert.Equal(("pending", 2, 10800), (rows[1].GetProperty("outcome").GetString(), rows[1].GetProperty("rank").GetInt32(), rows[1].GetProperty("wait_s").GetDouble()));
        Assert.Equal("no battery to spare", rows[2].GetProperty("reason").GetString());
        Assert.False(rows[2].TryGetProperty("rank", out _));
    }

    [Fact]
    public void A_document_about_a_thousand_devices_with_long_reasons_stays_below_64_KiB()
    {
        var devices = Enumerable.Range(0, 1000).Select(i => $"{new string('d', 58)}-{i:D4}").ToList();
        foreach (string device in devices) _fleet.Online(device);
        Start("campaign", """{"id":"c","task":{"kind":"noop"}}""");
        var start = _fleet.Said.Where(s => s.Topic.EndsWith("/task/submit", StringComparison.Ordinal)).ToDictionary(s => s.Topic.Split('/')[2], s => s.Document.GetProperty("id").GetString()!);
        string why = new('ä', 2000);
        _fleet.Hear([.. devices.Select(d => FleetRig.Receipt(d, $$"""{"seq":1,"id":"{{start[d]}}","rev":1,"status":"FAILED","message":"{{why}}","sha256":"0","ts":"2026-06-01T08:00:00.000Z"}"""))]);
        _fleet.Pass(TimeSpan.FromSeconds(1));
        var shown = Shown("c");
        Assert.Equal(1000, shown.GetProperty("sum").GetProperty("outcomes").GetProperty("failed").GetInt32());
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(shown.GetRawText()), 10_000, LargestPayload);
    }

    [Fact]
    public void Of_more_than_a_hundred_ended_orders_the_oldest_is_taken_off_the_broker_and_a_restart_shows_the_rest_again()
    {
        _fleet.Online("a");
        for (int i = 0; i < 100; i++) End($"c-{i}");
        Assert.False(_fleet.IsTakenOff("fleet/order/c-0"));
        Start("campaign", """{"id":"new","task":{"kind":"noop"}}""");
        Assert.True(_fleet.IsTakenOff("fleet/order/c-0"));
        Assert.False(_fleet.IsTakenOff("fleet/order/c-1"));
        _fleet.Restart();
        _fleet.Pass(TimeSpan.FromSeconds(1));
        Assert.Single(_fleet.SaidTo("fleet/order/new"));
        Assert.Single(_fleet.SaidTo("fleet/order/c-1"));
        Assert.Empty(_fleet.SaidTo("fleet/order/c-0"));
        Assert.True(_fleet.IsTakenOff("fleet/order/c-0"));
    }

    [Fact]
    public void What_is_said_below_the_controllers_own_name_makes_no_device()
    {
        _fleet.Online("fleet");
        _fleet.Hear(("fleet/order/x", """{"v":1}"""));
        Assert.Equal(0, _fleet.Ask("list").GetProperty("data").GetProperty("total").GetInt32());
    }

    private void Start(string kind, string document) => Assert.True(_fleet.Ask(kind + "_start", $$"""{"document":{{document}}}""").GetProperty("ok").GetBoolean());

    private void End(string id)
    {
        Start("campaign", $$$"""{"id":"{{{id}}}","task":{"kind":"noop"}}""");
        _fleet.Ask("campaign_abort", $$"""{"id":"{{id}}"}""");
        _fleet.Pass(TimeSpan.FromSeconds(1));
    }

    private static string Answer(string device, string rest) => $$$"""{"verb":"plan","correlation":{"pool":"p","round":1},"device":"{{{device}}}",{{{rest}}}}""";

    private static (string Topic, string Payload) Offer(string device, DateTimeOffset start) =>
        ($"{device}/ctl/reply/fleet", Answer(device, $$""" "ok":true,"data":{"tasks":[{"planned_start":"{{start.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}"}]}"""));

    private JsonElement Shown(string id) => _fleet.Newest($"fleet/order/{id}");

    private static string? Sum(JsonElement shown, string name) => shown.GetProperty("sum").GetProperty(name).GetString();

    private static List<string?> Devices(JsonElement shown, string rows) => [.. shown.GetProperty(rows).EnumerateArray().Select(r => r.GetProperty("device").GetString())];
}
