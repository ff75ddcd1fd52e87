using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Loop;

namespace EdgeAgent.Tests;

public sealed class AgentTests : IDisposable
{
    private readonly AgentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_task_runs_and_every_step_is_told()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Worker.Finish("a");
        _rig.Post();
        _rig.Acknowledge();

        Assert.Equal(TaskPhase.Succeeded, _rig.Task("a").Phase);
        Assert.Equal("done", _rig.Task("a").Result);
        Assert.Equal(1, _rig.Acknowledged);
        Assert.Equal([("a", "QUEUED", 1L), ("a", "SUCCEEDED", 2L)], Receipts());
        Assert.Equal(["WAITING", "STARTING", "RUNNING", "SUCCEEDED"], _rig.Link.On("/task/a/state").Select(d => d.GetProperty("phase").GetString()));
        Assert.Equal([1, 2, 3, 4], _rig.Link.On("/task/a/state").Select(d => d.GetProperty("rev").GetInt32()));
    }

    [Fact]
    public void The_same_bytes_again_change_nothing_and_are_answered_with_the_stored_receipt()
    {
        const string document = """{"id":"a","kind":"work"}""";
        _rig.Connect();
        _rig.Submit(document);
        _rig.Acknowledge();
        _rig.Submit(document);
        _rig.Acknowledge();
        Assert.Equal([("a", "QUEUED", 1L), ("a", "QUEUED", 1L)], Receipts());
        Assert.Single(_rig.Worker.Started);

        _rig.Restart();
        _rig.Connect();
        _rig.Submit(document);
        Assert.Equal(1L, _rig.Link.Receipts().Last().GetProperty("seq").GetInt64());
    }

    [Fact]
    public void The_receipt_names_unknown_fields_and_the_same_bytes_get_the_same_receipt_also_after_a_restart()
    {
        const string document = """{"id":"a","kind":"work","constraints":{"chargin":true}}""";
        _rig.Connect();
        _rig.Submit(document);
        _rig.Restart();
        _rig.Connect();
        _rig.Submit(document);
        var receipts = _rig.Link.Receipts().Where(r => r.GetProperty("status").GetString() == "QUEUED").Select(r => r.GetRawText()).ToList();
        Assert.True(receipts.Count >= 2);
        Assert.Single(receipts.Distinct());
        Assert.Contains(""""warnings":["constraints.chargin: unknown, did you mean charging?"]"""", receipts[0], StringComparison.Ordinal);
        Assert.All(_rig.Link.Receipts().Where(r => r.GetProperty("status").GetString() != "QUEUED"), r => Assert.False(r.TryGetProperty("warnings", out _)));
    }

    [Fact]
    public void The_receipt_of_a_rejection_names_unknown_fields()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kin":"work"}""");
        Assert.Equal(["kin: unknown, did you mean kind?"], _rig.Link.Receipts().Single().GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
    }

    [Theory]
    [InlineData("""{"id":"a","kind":"work","args":{"duraton_s":5}}""", "QUEUED")]
    [InlineData("""{"id":"a","kind":"work","args":{"duraton_s":5,"x":"bad"}}""", "REJECTED")]
    public void The_receipt_names_arguments_that_the_kind_does_not_read(string document, string status)
    {
        _rig.Connect();
        _rig.Submit(document);
        var receipt = _rig.Link.Receipts().First();
        Assert.Equal(status, receipt.GetProperty("status").GetString());
        Assert.Equal(["args.duraton_s: unknown, did you mean duration_s?"], receipt.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
    }

    [Theory]
    [InlineData("""{"id":"b","kind":"nope"}""", "kind")]
    [InlineData("""{"id":"b"}""", "kind")]
    [InlineData("""{"kind":"work"}""", "id")]
    [InlineData("""{"id":"b","kind":"work","priority":"huge"}""", "priority")]
    [InlineData("""{"id":"b","kind":"work","constraints":{"min_soc_pct":400}}""", "constraints.min_soc_pct")]
    [InlineData("""{"id":"b","kind":"work","args":{"x":"bad"}}""", "args.x")]
    [InlineData("""{"id":"b","kind":"work","deadline":"2020-01-01T00:00:00Z"}""", "deadline")]
    [InlineData("""{"id":"b","kind":"work",""", "document")]
    [InlineData("""[]""", "document")]
    public void A_bad_document_is_rejected_with_its_field_and_disturbs_nothing(string document, string field)
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Submit(document);
        _rig.Acknowledge();

        var receipt = _rig.Link.Receipts().Last();
        Assert.Equal("REJECTED", receipt.GetProperty("status").GetString());
        Assert.Contains(field, receipt.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(64, receipt.GetProperty("sha256").GetString()!.Length);
        Assert.Equal(2, _rig.Acknowledged);
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        Assert.Null(_rig.Agent.Book.Find("b"));
    }

    [Fact]
    public void Too_large_and_retained_submissions_start_nothing()
    {
        _rig.Connect();
        _rig.Submit($$"""{"id":"a","kind":"work","description":"{{new string('x', 70_000)}}"}""");
        _rig.Submit("""{"id":"b","kind":"work"}""", isRetained: true);
        _rig.Acknowledge();
        Assert.Empty(_rig.Agent.Book.All);
        Assert.Equal(["too_large", "retained"], _rig.Link.Receipts().Select(r => r.GetProperty("reason").GetString()!.Split(':')[0]));
    }

    [Theory]
    [InlineData("""{"id":"a","kind":"work","correlation":7}""", false)]
    [InlineData("""{"id":"a","kind":"work","correlation":7}""", true)]
    [InlineData("""{"id":"a","kind":"work","schedule":{"every_s":900}}""", true)]
    public void The_same_bytes_again_are_answered_with_the_very_receipt_that_its_number_stands_for(string document, bool hasEnded)
    {
        _rig.Connect();
        _rig.Submit(document);
        _rig.Acknowledge();
        if (hasEnded)
        {
            _rig.Worker.Finish("a");
            _rig.Pass(TimeSpan.FromSeconds(1));
            _rig.Acknowledge();
        }

        var known = _rig.Link.Receipts().GroupBy(r => r.GetProperty("seq").GetInt64()).ToDictionary(g => g.Key, g => g.First().GetRawText());
        _rig.Pass(TimeSpan.FromMinutes(3));
        _rig.Restart();
        _rig.Connect();
        _rig.Link.Sent.Clear();
        _rig.Submit(document);
        var again = Assert.Single(_rig.Link.Receipts());
        Assert.Equal(known[again.GetProperty("seq").GetInt64()], again.GetRawText());
    }

    [Fact]
    public void Other_bytes_under_a_known_id_are_rejected_with_the_contracts_word()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Submit("""{"id":"a","kind":"work","priority":"high"}""");
        _rig.Acknowledge();
        Assert.Equal("id_conflict", _rig.Link.Receipts().Last().GetProperty("reason").GetString());
        Assert.Equal(TaskPriority.Normal, _rig.Task("a").Spec.Priority);
    }

    [Fact]
    public void One_task_more_than_the_queue_holds_is_rejected()
    {
        using var rig = new AgentRig(("Tasks:QueueLimit", "2"));
        rig.Connect();
        foreach (string id in new[] { "a", "b", "c" }) rig.Submit($$"""{"id":"{{id}}","kind":"work","delay_s":60}""");
        rig.Acknowledge();
        Assert.Equal("queue_full", rig.Link.Receipts().Last().GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData(false, StopReason.AgentCrash)]
    [InlineData(true, StopReason.PowerLoss)]
    public void A_task_that_was_running_when_everything_ended_is_rescued_and_runs_again(bool isPowerCut, StopReason reason)
    {
        _rig.Submit("""{"id":"a","kind":"work"}""");
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        if (isPowerCut) _rig.PowerCut();
        else _rig.Restart();

        var record = _rig.Task("a");
        Assert.Equal(TaskPhase.Running, record.Phase);
        Assert.Equal(2, record.Attempt);
        Assert.Equal(0, record.Failures);
        Assert.Equal(reason == StopReason.PowerLoss ? 1 : 0, record.PowerLosses);
        Assert.Equal(reason == StopReason.AgentCrash ? 1 : 0, record.Crashes);
    }

    [Fact]
    public void Three_power_losses_in_a_row_quarantine_a_task_until_it_is_released()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work","retry":{"max":5}}""");
        for (int i = 0; i < 3; i++) _rig.PowerCut();
        Assert.Equal(StopReason.Quarantined, _rig.Task("a").Reason);
        Assert.Contains("quarantined_task", _rig.Agent.CurrentAlerts);

        _rig.Publish("ctl/release", """{"id":"a"}""");
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        Assert.DoesNotContain("quarantined_task", _rig.Agent.CurrentAlerts);
    }

    [Fact]
    public void A_store_that_cannot_be_written_acknowledges_nothing_and_loses_nothing()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Acknowledge();
        _rig.BreakStore();
        _rig.Submit("""{"id":"b","kind":"work"}""");
        Assert.Equal((1, 0), (_rig.Acknowledged, _rig.Abandoned));
        Assert.Null(_rig.Agent.Book.Find("b"));
        Assert.Contains("store_failing", _rig.Agent.CurrentAlerts);
        _rig.Worker.Finish("a");
        _rig.Post();
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);

        _rig.MendStore();
        _rig.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(TaskPhase.Succeeded, _rig.Task("a").Phase);
        Assert.DoesNotContain("store_failing", _rig.Agent.CurrentAlerts);
        Assert.Equal(TaskPhase.Running, _rig.Task("b").Phase);
        Assert.Equal((2, 0), (_rig.Acknowledged, _rig.Abandoned));
    }

    [Theory]
    [InlineData("""{"id":"a"}""")]
    [InlineData("""{"tag":"t"}""")]
    [InlineData("""{"kind":"work"}""")]
    public void A_task_is_cancelled_by_id_tag_or_kind_in_every_phase(string request)
    {
        foreach (string extra in new[] { "", ""","delay_s":100""", ""","after":["z"]""", ""","constraints":{"min_soc_pct":99}""" })
        {
            using var rig = new AgentRig();
            rig.Connect();
            rig.Submit($$"""{"id":"a","kind":"work","tags":["t"]{{extra}}}""");
            rig.Publish("ctl/cancel", request);
            rig.Post();
            Assert.Equal(TaskPhase.Canceled, rig.Task("a").Phase);
            Assert.True(rig.Link.On("/ctl/reply").Last().GetProperty("ok").GetBoolean());
        }
    }

    [Fact]
    public void Why_lists_what_is_missing_with_current_and_required_value()
    {
        _rig.Power = _rig.Power with { SocPct = 42 };
        _rig.Sample();
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work","class":"charging_only"}""");
        _rig.Publish("ctl/why", """{"id":"a","correlation":7,"reply_to":"edge/v1/ops/inbox"}""");

        var reply = _rig.Link.On("ops/inbox").Single();
        Assert.Equal(7, reply.GetProperty("correlation").GetInt32());
        var reason = reply.GetProperty("data").GetProperty("wait_reasons").EnumerateArray().First();
        Assert.Equal("CONSTRAINT_CHARGING", reason.GetProperty("reason").GetString());
        Assert.NotEmpty(reason.GetProperty("current").GetString()!);
        Assert.NotEmpty(reason.GetProperty("required").GetString()!);
    }

    [Fact]
    public void A_burst_of_list_requests_is_refused_as_busy_before_it_fills_the_memory_and_a_command_is_still_served()
    {
        _rig.Connect();
        _rig.Link.QueuedBytes = 600 * 1024;
        _rig.Publish("ctl/list", "{}");
        Assert.StartsWith("busy", _rig.Link.On("/ctl/reply").Last().GetProperty("error").GetString(), StringComparison.Ordinal);
        _rig.Publish("ctl/hold", "{}");
        Assert.True(_rig.Link.On("/ctl/reply").Last().GetProperty("ok").GetBoolean());
        _rig.Link.QueuedBytes = 0;
        _rig.Publish("ctl/list", "{}");
        Assert.True(_rig.Link.On("/ctl/reply").Last().GetProperty("ok").GetBoolean());
    }

    [Fact]
    public void A_list_of_many_tasks_comes_in_pages_that_a_broker_with_a_limit_of_128_kB_takes()
    {
        _rig.Connect();
        string note = new('n', 900);
        for (int i = 0; i < 150; i++) _rig.Submit($$"""{"id":"t{{i}}","kind":"work","name":"{{note[..100]}}","earliest_start":"2099-01-01T00:00:00Z"}""");
        int seen = 0, total = 1;
        for (int page = 0; seen < total && page < 20; page++)
        {
            _rig.Publish("ctl/list", $$"""{"offset":{{seen}}}""");
            var data = _rig.Link.On("/ctl/reply").Last().GetProperty("data");
            Assert.InRange(_rig.Link.Sent.Last(m => m.Topic.EndsWith("/ctl/reply", StringComparison.Ordinal)).Payload.Length, 1, 64 * 1024);
            seen += data.GetProperty("tasks").GetArrayLength();
            total = data.GetProperty("total").GetInt32();
        }

        Assert.Equal((150, 150), (seen, total));
    }

    [Theory]
    [InlineData("show", """{"id":"nope"}""", "nope")]
    [InlineData("show", """{}""", "id")]
    [InlineData("cancel", """{"id":5}""", "id")]
    [InlineData("list", """{"limit":0}""", "limit")]
    [InlineData("fly", """{}""", "fly")]
    [InlineData("limit", """{}""", "mode")]
    [InlineData("limit", """{"mode":"turbo"}""", "auto, full, reduced, minimal, critical, suspended")]
    [InlineData("list", """{""", "request")]
    [InlineData("simulate", """{}""", "simulate")]
    public void A_request_that_cannot_be_served_is_answered_with_its_fault(string verb, string request, string names)
    {
        _rig.Connect();
        _rig.Publish("ctl/" + verb, request);
        var reply = _rig.Link.On("/ctl/reply").Single();
        Assert.False(reply.GetProperty("ok").GetBoolean());
        Assert.Contains(names, reply.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(verb, reply.GetProperty("verb").GetString());
    }

    [Fact]
    public void A_hold_of_the_device_survives_a_restart_and_ends_with_release()
    {
        _rig.Publish("ctl/hold", "");
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Restart();
        Assert.Equal([WaitReason.UserHold], _rig.Task("a").WaitReasons.Select(w => w.Reason));
        _rig.Publish("ctl/release", "");
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
    }

    [Theory]
    [InlineData("reduced", "reduced", 16)]
    [InlineData("CRITICAL", "critical", 4)]
    [InlineData("full", "auto", 32)]
    [InlineData("auto", "auto", 32)]
    public void A_limit_of_the_mode_is_in_the_state_and_reaches_workers_and_survives_a_restart(string asked, string limit, int batch)
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Publish("ctl/limit", $$"""{"mode":"{{asked}}"}""");
        Assert.Equal(batch, _rig.Worker.Runs["a"].Limits.Batch);
        var data = _rig.Link.On("/ctl/reply").Last().GetProperty("data");
        Assert.Equal(limit, data.GetProperty("limit").GetString());
        Assert.Equal(limit == "auto" ? "full" : limit, data.GetProperty("mode").GetString());

        _rig.Restart();
        _rig.Connect();
        var state = _rig.Link.On("rig/state").Last();
        Assert.Equal(limit, state.GetProperty("limit").GetString());
        Assert.Equal(limit == "auto" ? "full" : limit, state.GetProperty("mode").GetString());
        Assert.Equal(batch, state.GetProperty("limits").GetProperty("batch").GetInt32());
    }

    [Fact]
    public void A_limit_that_cannot_be_stored_is_not_told_to_workers_and_comes_into_force_when_it_can()
    {
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.BreakStore();
        _rig.Publish("ctl/limit", """{"mode":"minimal"}""");
        Assert.Equal(32, _rig.Worker.Runs["a"].Limits.Batch);
        _rig.MendStore();
        _rig.Publish("ctl/limit", """{"mode":"minimal"}""");
        _rig.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(8, _rig.Worker.Runs["a"].Limits.Batch);
    }

    [Fact]
    public void A_running_task_is_frozen_when_the_charge_falls_too_low_and_thawed_later()
    {
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Power = _rig.Power with { SocPct = 18 };
        _rig.Sample();
        Assert.True(_rig.Worker.Runs["a"].IsPaused);
        Assert.Equal(TaskPhase.Paused, _rig.Task("a").Phase);
        Assert.Equal(new LiveLimits(4, "minimal", false), _rig.Worker.Runs["a"].Limits);

        _rig.Power = _rig.Power with { SocPct = 95, Source = PowerSource.External, Charging = ChargeStatus.Charging, IsPowered = true };
        _rig.Sample();
        Assert.False(_rig.Worker.Runs["a"].IsPaused);
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
    }

    [Fact]
    public void A_shutdown_stops_the_work_says_goodbye_and_leaves_the_mark()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Acknowledge();
        _rig.Post(new AgentEvent.ShutdownRequested("SIGTERM"));
        _rig.Acknowledge();
        Assert.True(_rig.Agent.IsDone);
        Assert.Equal("offline", _rig.Link.On("/status").Last().GetProperty("state").GetString());
        Assert.Equal(StopReason.AgentShutdown, _rig.Task("a").Reason);
        Assert.Equal(0, _rig.Task("a").Failures);
        _rig.CloseClean();

        _rig.Start();
        Assert.Equal(0, _rig.Task("a").Crashes);
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
    }

    [Fact]
    public void A_medium_that_is_full_for_good_does_not_keep_the_agent_from_ending()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Acknowledge();
        _rig.BreakStore();
        _rig.Post(new AgentEvent.ShutdownRequested("SIGTERM"));
        _rig.Pass(TimeSpan.FromSeconds(30));
        _rig.Acknowledge();
        Assert.True(_rig.Agent.IsDone);
    }

    [Fact]
    public void A_repeated_stop_signal_changes_nothing()
    {
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Post(new AgentEvent.ShutdownRequested("SIGTERM"), new AgentEvent.ShutdownRequested("SIGINT"));
        Assert.Equal(StopReason.AgentShutdown, _rig.Task("a").Reason);
        Assert.True(_rig.Agent.IsDone);
    }

    [Fact]
    public void A_sync_while_receipts_are_on_their_way_leaves_none_out()
    {
        using var rig = new AgentRig(("Mqtt:ReceiptsNeedController", "true"));
        for (int i = 0; i < 450; i++) rig.Submit($$"""{"id":"t{{i}}","kind":"work","delay_s":86400}""");
        rig.Connect();
        rig.Post([.. rig.Link.TakeAcknowledgements()]); // the first batch; the second is on its way
        rig.Publish("ctl/sync", "{}");
        rig.Link.Sent.Clear();
        rig.Acknowledge();
        Assert.Equal(Enumerable.Range(1, 450).Select(n => (long)n), rig.Link.Receipts().Select(r => r.GetProperty("seq").GetInt64()));
    }

    [Fact]
    public void Work_that_does_not_stop_is_an_alert_with_its_task_until_it_has_ended()
    {
        using var rig = new AgentRig();
        rig.Connect();
        rig.Submit("""{"id":"mount","kind":"work","class":"critical"}""");
        rig.Worker.Stick("mount", isStuck: true);
        rig.Worker.Finish("mount", ErrorCategory.Other);
        rig.Pass(TimeSpan.FromMinutes(1));
        var state = rig.Link.On("/state").Last(d => d.TryGetProperty("alerts", out _));
        Assert.Contains(state.GetProperty("alerts").EnumerateArray(), x => x.GetString() == "task_stuck");
        Assert.Contains("mount, attempt 1", state.GetProperty("recommendations").ToString(), StringComparison.Ordinal);
        rig.Worker.Stick("mount", isStuck: false);
        rig.Pass(TimeSpan.FromMinutes(1));
        state = rig.Link.On("/state").Last(d => d.TryGetProperty("alerts", out _));
        Assert.DoesNotContain(state.GetProperty("alerts").EnumerateArray(), x => x.GetString() == "task_stuck");
    }

    [Fact]
    public void Receipts_at_a_broker_that_takes_packets_of_2048_bytes_leave_in_batches_that_fit()
    {
        using var rig = new AgentRig();
        for (int i = 0; i < 30; i++) rig.Submit($$"""{"id":"t{{i}}","kind":"work","delay_s":86400}""");
        rig.Connect(largestPacket: 2048);
        for (int i = 0; i < 30; i++) rig.Acknowledge();
        Assert.Equal(Enumerable.Range(1, 30).Select(n => (long)n), rig.Link.Receipts().Select(r => r.GetProperty("seq").GetInt64()));
        // Topic and properties take the rest.
        Assert.All(rig.Link.Sent.Where(m => m.Topic.EndsWith("/receipt", StringComparison.Ordinal)), m => Assert.InRange(m.Payload.Length, 1, 2048 - 128));
    }

    [Fact]
    public void A_broker_that_has_forgotten_everything_gets_again_what_no_controller_has_acknowledged()
    {
        using var rig = new AgentRig(("Mqtt:ReceiptsNeedController", "true"));
        rig.Connect();
        for (int i = 0; i < 3; i++) rig.Submit($$"""{"id":"t{{i}}","kind":"work","delay_s":86400}""");
        rig.Publish("receipt/ack", """{"v":1,"up_to_seq":1}""");
        rig.Acknowledge();
        rig.Disconnect();
        rig.Link.Sent.Clear();
        rig.Connect(sessionPresent: true);
        rig.Acknowledge();
        Assert.Empty(rig.Link.Receipts());
        rig.Disconnect();
        rig.Connect(sessionPresent: false);
        rig.Acknowledge();
        Assert.Equal([2L, 3L], rig.Link.Receipts().Select(r => r.GetProperty("seq").GetInt64()));
    }

    [Fact]
    public void Receipts_wait_for_the_controller_when_so_configured()
    {
        using var rig = new AgentRig(("Mqtt:ReceiptsNeedController", "true"));
        rig.Connect();
        rig.Submit("""{"id":"a","kind":"work","delay_s":60}""");
        rig.Submit("""{"id":"b","kind":"work","delay_s":60}""");
        rig.Acknowledge();
        rig.Restart();
        rig.Link.Sent.Clear();
        rig.Connect();
        rig.Acknowledge();
        Assert.Equal([1L, 2L], rig.Link.Receipts().Select(r => r.GetProperty("seq").GetInt64()));

        rig.Publish("receipt/ack", """{"v":1,"up_to_seq":1}""");
        rig.Link.Sent.Clear();
        rig.Publish("ctl/sync", "");
        Assert.Equal([2L], rig.Link.Receipts().Select(r => r.GetProperty("seq").GetInt64()));
    }

    private IEnumerable<(string?, string?, long)> Receipts() =>
        _rig.Link.Receipts().Select(r => (r.GetProperty("id").GetString(), r.GetProperty("status").GetString(), r.GetProperty("seq").GetInt64()));
}
