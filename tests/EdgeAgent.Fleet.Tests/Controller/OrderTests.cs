namespace EdgeAgent.Fleet.Tests.Controller;

public sealed class OrderTests : IDisposable
{
    private const string Campaign = """{"document":{"id":"c","task":{"kind":"noop"},"select":{"groups":["roof"]}}}""";
    private const string Pool = """{"document":{"id":"p","k":1,"offer_wait_s":5,"deadline":"2026-06-01T12:00:00Z","task":{"kind":"noop","estimate":{"duration_s":3600}}}}""";

    private readonly FleetRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_campaign_goes_to_the_devices_of_its_group_and_again_after_a_restart_with_the_same_bytes()
    {
        _rig.Online("a", ""","groups":["roof"]""");
        _rig.Online("b");
        Assert.True(_rig.Ask("campaign_start", Campaign).GetProperty("ok").GetBoolean());
        string sent = Assert.Single(_rig.SaidTo("a/task/submit")).GetRawText();
        Assert.Contains("\"c_a_1\"", sent, StringComparison.Ordinal);
        Assert.Empty(_rig.SaidTo("b/task/submit"));

        _rig.Restart();
        _rig.Pass(TimeSpan.Zero);
        Assert.Equal(sent, Assert.Single(_rig.SaidTo("a/task/submit")).GetRawText());
    }

    [Fact]
    public void A_campaign_ends_with_what_its_devices_report()
    {
        _rig.Online("a", ""","groups":["roof"]""");
        _rig.Ask("campaign_start", Campaign);
        _rig.Hear(FleetRig.Receipt("a", FleetRig.Item(1, "c_a_1", "QUEUED") + "," + FleetRig.Item(2, "c_a_1", "SUCCEEDED")));
        _rig.Restart();
        Assert.Equal("completed", _rig.Ask("order", """{"id":"c"}""").GetProperty("data").GetProperty("phase").GetString());
    }

    [Fact]
    public void A_device_that_joins_later_gets_the_task_of_a_continuous_campaign()
    {
        _rig.Ask("campaign_start", Campaign.Replace("\"id\"", "\"continuous\":true,\"id\"", StringComparison.Ordinal));
        _rig.Online("late", ""","groups":["roof"]""");
        Assert.Single(_rig.SaidTo("late/task/submit"));
    }

    [Fact]
    public void A_device_that_is_named_and_was_never_seen_is_an_error_but_for_a_campaign_that_waits_for_it()
    {
        _rig.Online("a");
        const string Named = """{"document":{"id":"c","task":{"kind":"noop"},"select":{"devices":["a","ghost"]}}}""";
        Assert.Contains("'ghost' was never seen", _rig.Ask("campaign_start", Named).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("'ghost' was never seen", _rig.Ask("pool_start", Named.Replace("\"id\"", "\"k\":1,\"id\"", StringComparison.Ordinal)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(_rig.SaidTo("a/task/submit"));
        Assert.True(_rig.Ask("campaign_start", Named.Replace("\"id\"", "\"continuous\":true,\"id\"", StringComparison.Ordinal)).GetProperty("ok").GetBoolean());
        _rig.Online("ghost");
        Assert.Single(_rig.SaidTo("ghost/task/submit"));
    }

    [Fact]
    public void An_aborted_device_is_told_to_cancel_until_it_answers()
    {
        _rig.Online("a", ""","groups":["roof"]""");
        _rig.Ask("campaign_start", Campaign);
        _rig.Ask("campaign_abort", """{"id":"c"}""");
        Assert.Single(_rig.SaidTo("a/ctl/cancel"));
        _rig.Pass(TimeSpan.FromSeconds(61));
        Assert.Single(_rig.SaidTo("a/ctl/cancel"));
        _rig.Hear(FleetRig.Receipt("a", FleetRig.Item(1, "c_a_1", "CANCELED")));
        _rig.Pass(TimeSpan.FromSeconds(61));
        Assert.Empty(_rig.SaidTo("a/ctl/cancel"));
    }

    [Theory]
    [InlineData("""{"document":{"id":"c","task":{"kind":"noop"}}}""", "select: matches none of 0 devices")]
    [InlineData("""{"document":{"id":"C!","task":{"kind":"noop"}}}""", "id: is required, 1 to 32 characters")]
    [InlineData("""{"document":{"id":"c"}}""", "task: is required")]
    [InlineData("""{"document":{"id":"c","task":{"kind":"noop","priority":"soon"}}}""", "task: priority")]
    [InlineData("""{"document":{"id":"c","task":{"kind":"noop"},"select":{"where":"soc>3"}}}""", "where: position 1: 'soc' is not a field")]
    [InlineData("""{"document":{"id":"c","task":{"kind":"noop"},"abort":{"failed_pct":300}}}""", "abort.failed_pct: must be a number from 0 to 100")]
    [InlineData("""{"document":{"id":"c","task":{"kind":"noop"},"abort":{"faild_pct":3}}}""", "abort.faild_pct: unknown, did you mean failed_pct?")]
    [InlineData("""{"document":{"id":"c","task":{"kind":"noop"},"stages":[{"count":1,"percent":2}]}}""", "stages[0]: must have exactly one of count, percent")]
    [InlineData("""{"document":7}""", "document: is required, a JSON object")]
    public void A_wrong_campaign_is_refused_with_field_and_range(string request, string expected)
    {
        var reply = _rig.Ask("campaign_start", request);
        Assert.False(reply.GetProperty("ok").GetBoolean());
        Assert.Contains(expected, reply.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_document_again_changes_nothing_and_another_one_under_the_same_id_is_refused()
    {
        _rig.Online("a", ""","groups":["roof"]""");
        _rig.Ask("campaign_start", Campaign);
        Assert.True(_rig.Ask("campaign_start", Campaign).GetProperty("ok").GetBoolean());
        var other = _rig.Ask("campaign_start", Campaign.Replace("roof", "cellar", StringComparison.Ordinal));
        Assert.Contains("id_conflict", other.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("id_conflict", _rig.Ask("pool_start", Pool.Replace("\"p\"", "\"c\"", StringComparison.Ordinal)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("receipt", "{")]
    [InlineData("receipt", "[]")]
    [InlineData("receipt", """{"items":7}""")]
    [InlineData("state", "null")]
    [InlineData("status", """{"state":"dancing"}""")]
    [InlineData("ctl/reply/fleet", """{"correlation":{"sync":7}}""")]
    [InlineData("ctl/reply/fleet", """{"ok":true,"correlation":{"pool":"p","round":"x"}}""")]
    [InlineData("task/p_a_1/state", "7")]
    public void A_device_that_talks_nonsense_costs_the_others_nothing(string topic, string payload)
    {
        _rig.Online("a");
        _rig.Hear(($"a/{topic}", payload), FleetRig.Receipt("b", FleetRig.Item(1, "x", "QUEUED")));
        Assert.Single(_rig.SaidTo("b/receipt/ack"));
    }

    [Fact]
    public void The_best_offer_gets_a_pools_task_and_a_device_that_would_miss_the_deadline_hands_it_on()
    {
        _rig.Online("a");
        _rig.Online("b");
        _rig.Ask("pool_start", Pool);
        _rig.Hear(Offer("a", "2026-06-01T08:00:00Z"), Offer("b", "2026-06-01T09:00:00Z"));
        Assert.Single(_rig.SaidTo("a/task/submit"));
        Assert.Empty(_rig.SaidTo("b/task/submit"));

        _rig.Hear(("a/task/p_a_1/state", """{"device":"a","id":"p_a_1","rev":2,"status":"QUEUED","phase":"DEFERRED","attempt":0,"kind":"noop","class":"normal","priority":"normal","planned_start":"2026-06-01T11:30:00Z"}"""));
        Assert.Single(_rig.SaidTo("a/ctl/cancel"));
        Assert.Single(_rig.SaidTo("b/task/submit"));
        var shown = _rig.Ask("pool_show", """{"id":"p"}""").GetProperty("data").GetProperty("candidates")[0];
        Assert.Equal("would miss the deadline: planned for 2026-06-01T11:30:00.000Z", shown.GetProperty("reason").GetString());
    }

    [Fact]
    public void A_device_that_falls_silent_hands_a_pools_task_on()
    {
        _rig.Online("a", ""","interval_s":600""");
        _rig.Online("b", ""","interval_s":86400""");
        _rig.Ask("pool_start", Pool);
        _rig.Hear(Offer("a", "2026-06-01T08:00:00Z"), Offer("b", "2026-06-01T09:00:00Z"));
        _rig.Pass(TimeSpan.FromMinutes(14));
        Assert.Empty(_rig.SaidTo("b/task/submit"));
        _rig.Pass(TimeSpan.FromMinutes(2));
        Assert.Single(_rig.SaidTo("b/task/submit"));
    }

    [Fact]
    public void The_list_of_devices_comes_in_pages()
    {
        for (int i = 0; i < 5; i++) _rig.Online($"d{i}");
        var page = _rig.Ask("list", """{"offset":3,"limit":2}""").GetProperty("data");
        Assert.Equal(5, page.GetProperty("total").GetInt32());
        Assert.Equal(["d3", "d4"], page.GetProperty("devices").EnumerateArray().Select(d => d.GetProperty("device").GetString()));
    }

    private static (string Topic, string Payload) Offer(string device, string start) => ($"{device}/ctl/reply/fleet",
        $$$"""{"verb":"plan","ok":true,"correlation":{"pool":"p","round":1},"data":{"tasks":[{"id":"p_{{{device}}}_1","kind":"noop","phase":"SCHEDULED","planned_start":"{{{start}}}"}]}}""");
}
