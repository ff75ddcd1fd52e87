using System.Text.Json;
using EdgeAgent.Loop;

namespace EdgeAgent.Tests;

public sealed class AgentPaceTests : IDisposable
{
    private readonly AgentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private void Charge(double soc)
    {
        _rig.Power = _rig.Power with { SocPct = soc };
        _rig.Sample();
    }

    private JsonElement Status => _rig.Link.On("/rig/status").Last();

    private JsonElement State => _rig.Link.On("/rig/state").Last();

    [Theory]
    [InlineData(90, 60)]
    [InlineData(60, 120)]
    [InlineData(40, 240)]
    [InlineData(25, 480)]
    [InlineData(10, 960)]
    public void A_connection_asks_for_the_keep_alive_of_its_mode_and_tells_it(double soc, int seconds)
    {
        Charge(soc);
        _rig.Connect();
        Assert.Equal(TimeSpan.FromSeconds(seconds), _rig.Link.KeepAlive);
        Assert.Equal(seconds, Status.GetProperty("keep_alive_s").GetDouble());
        Assert.Equal(seconds, State.GetProperty("keep_alive_s").GetDouble());
    }

    [Fact]
    public void A_lower_mode_waits_for_the_next_connection_until_a_new_one_has_paid()
    {
        _rig.Connect();
        Charge(40);
        Assert.Equal(60, State.GetProperty("keep_alive_s").GetDouble());
        _rig.Pass(TimeSpan.FromSeconds(799));
        Assert.Equal(0, _rig.Link.Reconnects);
        _rig.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(1, _rig.Link.Reconnects);

        _rig.Disconnect();
        _rig.Connect();
        _rig.Pass(TimeSpan.FromDays(1));
        Assert.Equal(1, _rig.Link.Reconnects);
        Assert.Equal(240, Status.GetProperty("keep_alive_s").GetDouble());
    }

    [Fact]
    public void Nothing_that_is_on_its_way_is_cut_off_for_another_keep_alive()
    {
        _rig.Connect();
        Charge(40);
        _rig.Submit("""{"id":"a","kind":"work","delay_s":86400}""");
        _rig.Pass(TimeSpan.FromMinutes(30));
        Assert.Equal(0, _rig.Link.Reconnects);
        _rig.Acknowledge();
        _rig.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(1, _rig.Link.Reconnects);
    }

    [Fact]
    public void A_mode_that_passes_makes_no_new_connection()
    {
        _rig.Connect();
        Charge(40);
        _rig.Pass(TimeSpan.FromMinutes(10));
        Charge(90);
        _rig.Pass(TimeSpan.FromHours(2));
        Assert.Equal(0, _rig.Link.Reconnects);
    }

    [Fact]
    public void A_keep_alive_that_the_broker_insists_on_is_told_and_not_fought()
    {
        Charge(25);
        _rig.Connect(keepAlive: 30);
        Charge(10);
        _rig.Pass(TimeSpan.FromDays(1));
        Assert.Equal(0, _rig.Link.Reconnects);
        Assert.Equal(30, Status.GetProperty("keep_alive_s").GetDouble());
    }

    [Fact]
    public void After_charging_the_short_keep_alive_returns()
    {
        Charge(25);
        _rig.Connect();
        _rig.Power = _rig.Power with { Source = PowerSource.External, Charging = ChargeStatus.Charging, IsPowered = true };
        _rig.Pass(TimeSpan.FromMinutes(11));
        Assert.Equal((1, TimeSpan.FromSeconds(60)), (_rig.Link.Reconnects, _rig.Link.KeepAlive));
    }

    [Fact]
    public void Samples_that_met_a_lost_connection_go_with_the_next_batch()
    {
        _rig.Connect();
        _rig.Acknowledge();
        _rig.Pass(TimeSpan.FromMinutes(5));
        _rig.Link.Sent.Clear();
        _rig.Pass(TimeSpan.FromMinutes(16));
        var lost = _rig.Link.Sent.Last(m => m.Topic.EndsWith("/telemetry", StringComparison.Ordinal));
        Assert.False(lost.IsAcknowledged);
        _rig.Post(new AgentEvent.Published(lost.Token, false, "NotConnected"));
        _rig.Disconnect();
        _rig.Link.Sent.Clear();
        _rig.Connect();
        _rig.Pass(TimeSpan.FromMinutes(16));
        var again = _rig.Link.On("/telemetry").SelectMany(d => d.GetProperty("samples").EnumerateArray()).Select(s => s.GetProperty("ts").GetString()).ToList();
        var meant = JsonSerializer.Deserialize<JsonElement>(lost.Payload).GetProperty("samples").EnumerateArray().Select(s => s.GetProperty("ts").GetString());
        Assert.Equal(meant, again.Take(meant.Count()));
        Assert.Equal(again.Order(), again);
        Assert.DoesNotContain("publish_refused", _rig.Agent.CurrentAlerts);
    }

    [Fact]
    public void The_interval_follows_the_mode_and_the_retained_status_is_kept_true()
    {
        _rig.Connect();
        Assert.Equal(1200, Status.GetProperty("interval_s").GetDouble());
        Charge(25);
        _rig.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(3600, State.GetProperty("interval_s").GetDouble());
        Assert.Equal(("online", 3600.0), (Status.GetProperty("state").GetString(), Status.GetProperty("interval_s").GetDouble()));
    }
}
