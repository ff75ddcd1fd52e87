using EdgeAgent.Nano.Boards;

namespace EdgeAgent.Nano.Tests;

/// <summary>The firmware's main program against a real broker on a virtual clock.</summary>
public class FirmwareTests
{
    [Fact]
    public void A_task_that_was_submitted_while_the_device_slept_is_taken_run_and_answered_in_one_waking()
    {
        using var world = new World("sleeper");
        world.Report();
        world.Submit("t1", "noop", ""","args":{"duration_s":3}""");
        world.Report();
        Assert.True(world.IsAccepted("t1"));
        Assert.Equal(["4 SUCCEEDED"], world.Finals("t1"));
        Assert.Contains(world.Controller.On("/task/t1/state"), d => d.GetProperty("phase").GetString() == "RUNNING");
    }

    [Fact]
    public void A_sleeping_device_says_until_when_and_keeps_its_word()
    {
        using var world = new World("sleeper");
        world.Report();
        var status = world.LastStatus();
        Assert.Equal("sleeping", status.GetProperty("state").GetString());
        var promised = status.GetProperty("next_wake_at").GetDateTimeOffset();
        world.Report();
        var back = world.Controller.On("/sleeper/status").Last(d => d.GetProperty("state").GetString() == "online").GetProperty("ts").GetDateTimeOffset();
        Assert.InRange(back - promised, TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void The_snapshot_has_what_the_contract_promises()
    {
        using var world = new World("snapshot");
        world.RunHours(30);
        var state = world.LastState();
        var power = state.GetProperty("power");
        Assert.InRange(power.GetProperty("soc_pct").GetDouble(), 0, 100);
        Assert.Equal(100 * world.Board.Pack.Soc, power.GetProperty("soc_pct").GetDouble(), 3.0);
        Assert.True(power.GetProperty("source").GetString() is "battery" or "external");
        Assert.Equal(96, state.GetProperty("forecast").GetProperty("p_charging").GetArrayLength());
        var expected = state.GetProperty("forecast").GetProperty("soc_pct").EnumerateArray().Select(v => v.GetDouble()).ToList();
        Assert.Equal(96, expected.Count);
        Assert.Equal(power.GetProperty("soc_pct").GetDouble(), expected[0], 0.1);
        Assert.All(expected, v => Assert.InRange(v, 0, 100));
        Assert.Equal("auto", state.GetProperty("limit").GetString());
        Assert.True(state.GetProperty("mode").GetString() is "full" or "reduced" or "minimal" or "critical" or "suspended");
        Assert.NotEmpty(world.Controller.On("/snapshot/telemetry").SelectMany(d => d.GetProperty("samples").EnumerateArray()));
    }

    [Fact]
    public void Home_Assistant_is_told_of_the_device_once_and_again_when_it_starts()
    {
        using var world = new World("ha");
        world.RunHours(4);
        var discovery = Assert.Single(world.Controller.On("homeassistant/device/ha/config"));
        Assert.Equal("edge/v1/ha/state", discovery.GetProperty("state_topic").GetString());
        Assert.True(discovery.GetProperty("components").GetProperty("battery").GetProperty("expire_after").GetInt32() >= 3600);
        // Home Assistant restarts while the device sleeps; the broker keeps the message for the device.
        world.Controller.Publish("homeassistant/status", "offline");
        world.Controller.Publish("homeassistant/status", "online");
        world.Report();
        var again = world.Controller.On("homeassistant/device/ha/config");
        Assert.Equal(2, again.Count);
        Assert.Equal(discovery.ToString(), again[1].ToString());
        world.RunHours(4);
        Assert.Equal(2, world.Controller.On("homeassistant/device/ha/config").Count);
    }

    [Fact]
    public void A_word_of_Home_Assistant_that_the_broker_retains_does_not_cost_an_announcement_with_each_report()
    {
        using var world = new World("ha-kept");
        world.Controller.Publish("homeassistant/status", "online", isRetained: true);
        world.RunHours(6);
        Assert.Single(world.Controller.On("homeassistant/device/ha-kept/config"));
    }

    [Fact]
    public void Home_Assistant_shows_what_is_not_known_as_unknown_and_not_as_off()
    {
        using var world = new World("ha-words");
        world.Report();
        var components = world.Controller.On("homeassistant/device/ha-words/config").Single().GetProperty("components");
        foreach (string id in new[] { "external_power", "charging" })
        {
            string template = components.GetProperty(id).GetProperty("value_template").GetString()!;
            Assert.DoesNotContain("else", template, StringComparison.Ordinal);
            Assert.Contains(".get(value_json.power.get(", template, StringComparison.Ordinal);
            Assert.DoesNotContain("'unknown'", template, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_pulse_moves_only_an_allowed_pin_and_only_for_its_time()
    {
        using var world = new World("pulse");
        world.Report();
        world.Submit("good", "gpio_pulse", ""","args":{"pin":4,"ms":250}""");
        world.Submit("bad", "gpio_pulse", ""","args":{"pin":5,"ms":250}""");
        world.Report();
        Assert.Equal([(4, true), (4, false)], world.Board.Pins);
        var rejected = world.Controller.Receipts("pulse").Single(r => r.GetProperty("id").GetString() == "bad");
        Assert.Equal("REJECTED", rejected.GetProperty("status").GetString());
        Assert.Contains("args.pin", rejected.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"x","kind":"exec"}""", "unknown_kind")]
    [InlineData("""{"id":"x","kind":"noop","schedule":{"every_s":900}}""", "schedule")]
    [InlineData("""{"id":"x","kind":"noop","priority":"soon"}""", "priority")]
    [InlineData("""{"id":"x","kind":"noop","constraints":{"min_soc_pct":101}}""", "min_soc_pct")]
    [InlineData("""{"id":"x","kind":"noop","deadline":"yesterday"}""", "deadline")]
    [InlineData("""{"kind":"noop"}""", "id")]
    [InlineData("""{"id":"x","kind":"noop",}""", "bad_json")]
    [InlineData("""{"id":"x","kind":"sample_burst","args":{"count":0}}""", "count")]
    public void A_document_that_cannot_be_kept_is_rejected_by_field(string document, string word)
    {
        using var world = new World("strict");
        world.Report();
        world.Submit(document);
        world.Report();
        var receipt = world.Controller.Receipts("strict").Single();
        Assert.Equal("REJECTED", receipt.GetProperty("status").GetString());
        Assert.Contains(word, receipt.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_larger_than_the_buffer_is_answered_with_its_own_hash()
    {
        using var world = new World("large");
        world.Report();
        string document = $$"""{"id":"big","kind":"noop","description":"{{new string('x', 30_000)}}"}""";
        world.Submit(document);
        world.Report();
        var receipt = world.Controller.Receipts("large").Single();
        Assert.StartsWith("too_large", receipt.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(document))), receipt.GetProperty("sha256").GetString());
    }

    [Fact]
    public void The_same_document_again_changes_nothing_and_other_bytes_are_a_conflict()
    {
        using var world = new World("twice");
        world.Report();
        world.Submit("t", "gpio_pulse", ""","args":{"pin":4,"ms":10}""");
        world.Report();
        world.Submit("t", "gpio_pulse", ""","args":{"pin":4,"ms":10}""");
        world.Submit("t", "noop");
        world.Report();
        Assert.Equal([(4, true), (4, false)], world.Board.Pins);
        Assert.Contains(world.Controller.Receipts("twice"), r => r.GetProperty("status").GetString() == "REJECTED" && r.GetProperty("reason").GetString()!.StartsWith("id_conflict", StringComparison.Ordinal));
    }

    [Fact]
    public void A_task_that_had_to_make_room_is_still_not_run_twice()
    {
        using var world = new World("epitaph");
        world.Report();
        world.Submit("first", "gpio_pulse", ""","args":{"pin":4,"ms":10}""");
        world.Report();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 5; i++) world.Submit($"n{round}-{i}", "noop");
            world.Report();
        }

        world.Submit("first", "gpio_pulse", ""","args":{"pin":4,"ms":10}""");
        world.Report();
        Assert.Equal([(4, true), (4, false)], world.Board.Pins);
    }

    [Fact]
    public void Past_its_table_the_device_rejects_and_runs_on()
    {
        using var world = new World("full");
        world.Report();
        for (int i = 0; i < 12; i++) world.Submit($$"""{"id":"w{{i}}","kind":"noop","class":"charging_only","delay_s":86400}""");
        for (int i = 0; i < 4; i++) world.Report();
        var receipts = world.Controller.Receipts("full").DistinctBy(r => r.GetProperty("seq").GetInt64()).ToList();
        Assert.Equal(8, receipts.Count(r => r.GetProperty("status").GetString() == "QUEUED"));
        Assert.Equal(4, receipts.Count(r => r.TryGetProperty("reason", out var why) && why.GetString()!.StartsWith("queue_full", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_background_task_waits_for_a_fuller_pack_and_says_so()
    {
        using var world = new World("low", soc: 0.25, panelW: 0);
        world.Report();
        world.Submit("""{"id":"b","kind":"noop","class":"background"}""");
        world.Report();
        var state = world.Controller.On("/task/b/state")[^1];
        Assert.Equal("WAITING", state.GetProperty("phase").GetString());
        Assert.Equal("CONSTRAINT_BATTERY_NOT_LOW", state.GetProperty("wait_reasons")[0].GetProperty("reason").GetString());
        Assert.Empty(world.Finals("b"));
    }

    [Fact]
    public void A_charging_only_task_runs_in_the_sun()
    {
        using var world = new World("sun", soc: 0.75, panelW: 2);
        world.Report();
        world.Submit("""{"id":"c","kind":"noop","class":"charging_only"}""");
        world.RunHours(8);
        Assert.Equal("SUCCEEDED", world.Finals("c").Single().Split(' ')[1]);
    }

    [Fact]
    public void Requests_are_answered_where_they_ask_to_be()
    {
        using var world = new World("ctl");
        world.Report();
        world.Submit("""{"id":"w","kind":"noop","class":"charging_only","delay_s":90000}""");
        foreach (string verb in new[] { "list", "plan", "power", "hold", "release", "limit", "sync", "discover", "nonsense" })
        {
            world.Controller.Publish($"edge/v1/ctl/ctl/{verb}", """{"v":1,"reply_to":"edge/v1/ctl/ctl/reply/me","correlation":7,"id2":1,"mode":"reduced"}""");
        }

        world.Controller.Publish("edge/v1/ctl/ctl/why", """{"v":1,"reply_to":"edge/v1/ctl/ctl/reply/me","id":"w"}""");
        world.Report();
        var replies = world.Controller.On("/ctl/reply/me");
        Assert.Equal(10, replies.Count);
        Assert.All(replies.Where(r => r.GetProperty("verb").GetString() != "nonsense"), r => Assert.True(r.GetProperty("ok").GetBoolean(), r.ToString()));
        Assert.False(replies.Single(r => r.GetProperty("verb").GetString() == "nonsense").GetProperty("ok").GetBoolean());
        Assert.Equal("MINIMUM_LATENCY", replies.Single(r => r.GetProperty("verb").GetString() == "why").GetProperty("data").GetProperty("wait_reasons")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public void A_cancelled_task_never_runs()
    {
        using var world = new World("cancel");
        world.Report();
        world.Submit("c", "gpio_pulse", ""","args":{"pin":4,"ms":10},"delay_s":7200""");
        world.Report();
        world.Controller.Publish("edge/v1/cancel/ctl/cancel", """{"v":1,"id":"c"}""");
        world.RunHours(4);
        Assert.Empty(world.Board.Pins);
        Assert.EndsWith("CANCELED", world.Finals("c").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_task_is_tried_again_by_its_category_and_then_given_up()
    {
        using var world = new World("retry");
        world.Report();
        world.Submit("f", "noop", ""","args":{"fail":"timeout"}""");
        world.RunHours(3);
        Assert.EndsWith("FAILED", world.Finals("f").Single(), StringComparison.Ordinal);
        // Two retries after 120 and 240 s (contract, section 5).
        Assert.Equal(3, world.Controller.On("/task/f/state")[^1].GetProperty("attempt").GetInt32());
    }

    [Fact]
    public void A_lost_access_point_costs_ever_fewer_attempts_and_nothing_is_lost()
    {
        using var world = new World("wifi");
        world.Report();
        world.Board.HasWifi = false;
        world.Submit("t", "noop");
        int before = world.Device.Connections;
        world.RunHours(24);
        int attempts = world.Device.Connections - before;
        Assert.InRange(attempts, 10, 30);
        world.Board.HasWifi = true;
        world.RunHours(2);
        Assert.EndsWith("SUCCEEDED", world.Finals("t").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_that_restarts_loses_nothing_that_was_acknowledged()
    {
        using var world = new World("restart");
        world.Report();
        world.Submit("before", "noop");
        world.Controller.Disconnect();
        world.Broker.Stop();
        world.Device.RunUntil(world.Board.NowMs + (3 * 3_600_000L));
        world.Broker.StartAgain();
        world.Controller.Connect();
        world.RunHours(2);
        Assert.EndsWith("SUCCEEDED", world.Finals("before").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_is_told_after_deep_sleep_without_a_network_and_without_a_clock()
    {
        using var world = new World("clock");
        world.Report();
        world.Board.HasWifi = false;
        world.RunHours(20);
        Assert.InRange(world.Device.State.LastMs, world.Board.NowMs - (2 * 3_600_000), world.Board.NowMs + 60_000);
    }

    [Fact]
    public void A_cut_of_the_supply_while_connected_publishes_the_will()
    {
        using var world = new World("will");
        world.Report();
        world.Submit("long", "noop", ""","args":{"duration_s":30}""");
        world.Power.CutAt = world.Power.Steps + 60;
        world.Device.Wake();
        while (world.Device.Cuts == 0) world.Device.Wake();
        // The broker sees the reset at once and publishes the will before it handles the next request.
        world.Controller.CatchUp();
        Assert.Equal("lost", world.LastStatus().GetProperty("state").GetString());
    }

    [Fact]
    public void A_gauge_that_dies_leaves_the_voltage_to_tell_the_charge()
    {
        using var world = new World("gauge");
        world.RunHours(2);
        world.Board.DeadAddress = 0x36;
        world.RunHours(20);
        var state = world.LastState();
        Assert.Equal("estimated", state.GetProperty("power").GetProperty("quality").GetString());
        Assert.Equal(100 * world.Board.Pack.Soc, state.GetProperty("power").GetProperty("soc_pct").GetDouble(), 12.0);
        Assert.Contains(state.GetProperty("alerts").EnumerateArray(), a => a.GetString() == "sensor_fault");
    }

    [Fact]
    public void A_supply_that_sags_under_the_radio_does_not_drain_the_pack_by_starting_over()
    {
        using var world = new World("sag");
        world.Report();
        world.Board.SagsUnderRadio = true;
        int before = world.Device.Connections;
        for (int i = 0; i < 200; i++) world.Device.Wake(WakeCause.BrownOut);
        double hours = (world.Board.NowMs - World.StartMs) / 3_600_000.0;
        Assert.InRange((world.Device.Connections - before) / hours, 0.2, 2);
    }

    [Fact]
    public void The_current_monitor_is_off_while_the_device_sleeps()
    {
        using var world = new World("monitor");
        for (int i = 0; i < 10; i++)
        {
            world.Device.Wake();
            Assert.False(world.Board.IsMonitorOn);
        }

        world.Controller.CatchUp();
        Assert.Contains(world.Controller.On("/monitor/telemetry").SelectMany(d => d.GetProperty("samples").EnumerateArray()), s => s.TryGetProperty("current_a", out _));
    }

    [Fact]
    public void The_largest_state_fits_its_record()
    {
        using var world = new World("record");
        world.Report();
        string filler = new('x', 280);
        for (int i = 0; i < 8; i++) world.Submit($$"""{"id":"{{new string((char)('a' + i), 64)}}","kind":"noop","delay_s":9000,"correlation":"{{new string('c', 62)}}","d":"{{filler}}"}""");
        for (int i = 0; i < 6; i++) world.Report();
        Assert.Equal(8, world.Device.State.Book.Count);
        // While the controller is away, the outbox fills, and ended tasks leave their final records.
        var book = world.Device.State.Book;
        while (book.ReceiptCount < EdgeAgent.Nano.Tasks.TaskBook.MaxReceipts) book.Say(FullReceipt());
        for (int i = 0; i < EdgeAgent.Nano.Tasks.TaskBook.MaxEpitaphs; i++)
        {
            book.Retire(0);
            book.Add(FullEntry(i));
        }

        for (int i = 0; i < 8; i++)
        {
            book.Retire(0);
            book.Add(FullEntry(i));
        }

        world.Device.State.Commit(world.Board.NowMs);
        Assert.InRange(world.Device.State.RecordLength, 10_000, EdgeAgent.Nano.Tasks.TaskBook.MaxRecordBytes);
    }

    private static EdgeAgent.Nano.Tasks.Receipt FullReceipt() => new()
    {
        Id = new string('i', 64),
        Rev = 9,
        Status = "REJECTED",
        Reason = new string('r', 120),
        Message = new string('m', 120),
        Sha256 = new byte[32],
        TsMs = World.StartMs,
        Correlation = new byte[64],
    };

    private static EdgeAgent.Nano.Tasks.TaskEntry FullEntry(int number) => new()
    {
        Id = new string((char)('a' + number % 26), 64),
        Kind = new string('k', 32),
        Document = new byte[EdgeAgent.Nano.Tasks.TaskBook.MaxDocumentBytes],
        Sha256 = new byte[32],
        Correlation = new byte[64],
        Result = new string('r', 256),
        ErrorMessage = new string('e', 96),
    };
}
