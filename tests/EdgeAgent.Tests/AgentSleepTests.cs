using System.Text.Json;
using EdgeAgent.Loop;

namespace EdgeAgent.Tests;

public sealed class AgentSleepTests : IDisposable
{
    private readonly AgentRig _rig = new(("Power:Sleep:Enabled", "true"));

    public AgentSleepTests()
    {
        _rig.Power = _rig.Power with { SocPct = 75 };
        _rig.Connect();
        _rig.Acknowledge();
    }

    public void Dispose() => _rig.Dispose();

    private IEnumerable<string?> States => _rig.Link.On("/rig/status").Select(d => d.GetProperty("state").GetString());

    private JsonElement Status => _rig.Link.On("/rig/status").Last();

    private bool IsAsleep => _rig.Agent.SleepUntilMs is not null;

    private void FallAsleep()
    {
        _rig.Pass(TimeSpan.FromSeconds(31));
        _rig.Acknowledge();
        Assert.True(IsAsleep, _rig.Link.ToString());
    }

    [Fact]
    public void It_says_so_hears_that_the_broker_has_it_leaves_and_only_then_sleeps()
    {
        _rig.Pass(TimeSpan.FromSeconds(29));
        Assert.DoesNotContain("sleeping", States);
        _rig.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal("sleeping", States.Last());
        // Promised on battery in mode reduced: 300 s x 4 x 1.5 after the last snapshot.
        Assert.Equal("nothing to do before the next report", Status.GetProperty("reason").GetString());
        Assert.InRange(Status.GetProperty("next_wake_at").GetDateTimeOffset() - _rig.Utc, TimeSpan.FromSeconds(1760), TimeSpan.FromSeconds(1800));
        Assert.True(_rig.Link.Sent.Last(m => m.Topic.EndsWith("/status", StringComparison.Ordinal)).IsRetained);
        Assert.False(_rig.Link.IsAway);
        _rig.Acknowledge();
        Assert.True(_rig.Link.IsAway);
        Assert.True(IsAsleep);
    }

    [Fact]
    public void After_the_wake_up_it_is_online_again_measures_at_once_and_the_time_has_passed_for_its_tasks()
    {
        _rig.Submit("""{"id":"later","kind":"work","delay_s":1200}""");
        _rig.Acknowledge();
        FallAsleep();
        Assert.Equal("nothing to do before planned work", Status.GetProperty("reason").GetString());
        int resampled = _rig.Machine.Resampled;
        _rig.Pass(TimeSpan.FromSeconds(1160));
        Assert.False(IsAsleep);
        Assert.False(_rig.Link.IsAway);
        Assert.Equal(resampled + 1, _rig.Machine.Resampled);
        _rig.Connect();
        Assert.Equal("online", States.Last());
        _rig.Acknowledge();
        _rig.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(TaskPhase.Running, _rig.Task("later").Phase);
        _rig.Pass(TimeSpan.FromHours(1));
        Assert.False(IsAsleep, "it sleeps over running work");
    }

    [Fact]
    public void A_message_between_the_word_and_the_goodbye_keeps_it_awake_and_the_word_is_taken_back()
    {
        _rig.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal("sleeping", States.Last());
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Acknowledge();
        Assert.Equal("online", States.Last());
        Assert.Equal((false, false), (_rig.Link.IsAway, IsAsleep));
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
    }

    [Fact]
    public void A_broker_that_does_not_answer_is_waited_for_five_seconds()
    {
        _rig.Pass(TimeSpan.FromSeconds(31));
        _rig.Pass(TimeSpan.FromSeconds(3));
        Assert.False(_rig.Link.IsAway);
        _rig.Pass(TimeSpan.FromSeconds(2));
        Assert.True(IsAsleep);
    }

    [Fact]
    public void Without_a_broker_it_sleeps_as_well_and_tries_again_when_awake()
    {
        _rig.Disconnect();
        _rig.Pass(TimeSpan.FromSeconds(31));
        Assert.True(IsAsleep);
        Assert.True(_rig.Link.IsAway);
        Assert.DoesNotContain("sleeping", States);
        _rig.Pass(TimeSpan.FromHours(1));
        Assert.False(_rig.Link.IsAway);
    }

    [Fact]
    public void A_receipt_that_the_broker_has_not_taken_is_stayed_awake_for()
    {
        _rig.Submit("""{"id":"later","kind":"work","delay_s":86400}""");
        _rig.Pass(TimeSpan.FromMinutes(10));
        Assert.False(IsAsleep);
        FallAsleepAfterAcknowledgement();
    }

    private void FallAsleepAfterAcknowledgement()
    {
        _rig.Acknowledge();
        _rig.Acknowledge();
        Assert.True(IsAsleep);
    }

    [Fact]
    public void What_hinders_it_is_an_alert_once_and_tried_again_later_and_nobody_is_told_that_it_sleeps()
    {
        _rig.Sleep.Obstacle = "/sys/class/rtc/rtc0/wakealarm does not exist; the device needs a clock chip";
        _rig.Pass(TimeSpan.FromMinutes(14));
        Assert.Contains("sleep_failed", _rig.Agent.CurrentAlerts);
        Assert.DoesNotContain("sleeping", States);
        _rig.Sleep.Obstacle = null;
        _rig.Pass(TimeSpan.FromMinutes(2));
        _rig.Acknowledge();
        Assert.True(IsAsleep);
        _rig.Pass(TimeSpan.FromHours(1));
        Assert.DoesNotContain("sleep_failed", _rig.Agent.CurrentAlerts);
    }

    [Fact]
    public void A_sleep_that_fails_brings_it_back_online_and_is_tried_less_and_less_often()
    {
        _rig.Sleep.Outcome = "suspend failed: Device or resource busy";
        FallAsleep();
        _rig.Wake();
        Assert.False(_rig.Link.IsAway);
        _rig.Connect();
        _rig.Acknowledge();
        Assert.Equal("online", States.Last());
        Assert.Contains("sleep_failed", _rig.Agent.CurrentAlerts);
        _rig.Pass(TimeSpan.FromMinutes(14));
        Assert.False(IsAsleep);
        _rig.Acknowledge();
        _rig.Pass(TimeSpan.FromMinutes(2));
        _rig.Acknowledge();
        Assert.True(IsAsleep);
        _rig.Wake();
        _rig.Connect();
        for (int i = 0; i < 29; i++)
        {
            _rig.Acknowledge();
            _rig.Pass(TimeSpan.FromMinutes(1));
        }

        Assert.False(IsAsleep);
    }

    [Fact]
    public void A_user_who_wants_it_awake_says_hold_sleep()
    {
        _rig.Publish("ctl/hold", """{"sleep":true}""");
        _rig.Acknowledge();
        _rig.Restart();
        _rig.Connect();
        _rig.Acknowledge();
        _rig.Pass(TimeSpan.FromMinutes(5));
        Assert.DoesNotContain("sleeping", States);
        _rig.Publish("ctl/release", """{"sleep":true}""");
        _rig.Acknowledge();
        FallAsleep();
    }

    [Fact]
    public void On_external_power_it_stays_awake()
    {
        _rig.Power = _rig.Power with { Source = PowerSource.External, Charging = ChargeStatus.Charging, IsPowered = true };
        _rig.Pass(TimeSpan.FromHours(2));
        Assert.DoesNotContain("sleeping", States);
    }

    [Fact]
    public void Samples_that_were_collected_leave_before_the_sleep()
    {
        FallAsleep();
        var topics = _rig.Link.Sent.Select(m => m.Topic.Split('/')[^1]).ToList();
        Assert.True(topics.LastIndexOf("telemetry") > 0 && topics.LastIndexOf("telemetry") < topics.LastIndexOf("status"), string.Join(' ', topics));
        Assert.Equal("status", topics.Last(t => t != "telemetry"));
    }

    [Fact]
    public void A_stop_while_away_returns_to_say_offline()
    {
        FallAsleep();
        _rig.Post(new AgentEvent.ShutdownRequested("SIGTERM"));
        Assert.Equal((false, false, false), (_rig.Link.IsAway, IsAsleep, _rig.Agent.IsDone));
        _rig.Connect();
        Assert.Equal("offline", States.Last());
        _rig.Acknowledge();
        Assert.True(_rig.Agent.IsDone);
    }

    [Fact]
    public void A_stop_that_is_part_of_switching_off_leaves_sleeping_as_the_last_word()
    {
        _rig.Sleep.MaySwitchOff = true;
        FallAsleep();
        _rig.Post(new AgentEvent.ShutdownRequested("SIGTERM"));
        Assert.True(_rig.Agent.IsDone);
        Assert.Equal("sleeping", States.Last());
    }

    [Fact]
    public void A_suspension_that_somebody_announces_is_told_and_ends_with_the_machines_wake_up()
    {
        using var rig = new AgentRig();
        rig.Connect();
        rig.Acknowledge();
        rig.Post(new AgentEvent.SuspendAnnounced());
        rig.Acknowledge();
        Assert.Equal((true, null), (rig.Link.IsAway, rig.Agent.SleepUntilMs));
        var status = rig.Link.On("/rig/status").Last();
        Assert.Equal(("sleeping", "suspended by the system"), (status.GetProperty("state").GetString(), status.GetProperty("reason").GetString()));
        rig.Post(new AgentEvent.MachineSlept());
        Assert.False(rig.Link.IsAway);
        Assert.Equal(1, rig.Machine.Resampled);
    }

    [Fact]
    public void A_suspension_that_does_not_come_is_waited_for_a_minute()
    {
        _rig.Post(new AgentEvent.SuspendAnnounced());
        _rig.Acknowledge();
        _rig.Pass(TimeSpan.FromSeconds(59));
        Assert.True(_rig.Link.IsAway);
        _rig.Pass(TimeSpan.FromSeconds(2));
        Assert.False(_rig.Link.IsAway);
    }

    [Fact]
    public void A_suspension_by_somebody_else_has_everything_measured_and_planned_anew()
    {
        _rig.Submit("""{"id":"a","kind":"work","delay_s":300}""");
        _rig.Post(new AgentEvent.MachineSlept());
        Assert.Equal(1, _rig.Machine.Resampled);
        Assert.True(_rig.Agent.NextWakeUpMs <= 10_000 + 5_000, "it does not look again when no sample comes");
    }
}
