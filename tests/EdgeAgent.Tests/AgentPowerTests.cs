using EdgeAgent.Core.Power;
using EdgeAgent.Sensors;

namespace EdgeAgent.Tests;

/// <summary>The agent with facts about power and network that contradict each other.</summary>
public sealed class AgentPowerTests : IDisposable
{
    private readonly AgentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void On_a_lan_without_a_default_route_a_live_broker_is_a_network()
    {
        _rig.Network = NetworkKind.None;
        _rig.Sample();
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work","constraints":{"network":"any"}}""");
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        _rig.Sample();
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        _rig.Submit("""{"id":"b","kind":"work","constraints":{"network":"unmetered"}}""");
        Assert.Equal([WaitReason.ConstraintConnectivity], _rig.Task("b").WaitReasons.Select(w => w.Reason));
    }

    [Fact]
    public void An_alert_says_which_supplies_disagree()
    {
        _rig.Sensors = [new SensorStatus("power_supply", PowerQuality.Measured, null, null) { Parts = "AC online, BAT0 Discharging" }];
        _rig.Power = _rig.Power with { Source = PowerSource.Battery, IsContradicted = true, Quality = PowerQuality.Estimated };
        _rig.Sample();
        _rig.Connect();
        var state = _rig.Link.On("/state").Last(d => d.TryGetProperty("power", out _));
        Assert.Contains("power_contradiction", state.GetProperty("alerts").EnumerateArray().Select(a => a.GetString()));
        Assert.Contains(state.GetProperty("recommendations").EnumerateArray(), r => r.GetString()!.Contains("AC online, BAT0 Discharging", StringComparison.Ordinal));
    }

    [Fact]
    public void The_kind_of_site_that_was_found_is_published()
    {
        _rig.Sample();
        _rig.Pass(TimeSpan.FromHours(3));
        _rig.Connect();
        var forecast = _rig.Link.On("/state").Last(d => d.TryGetProperty("forecast", out _)).GetProperty("forecast");
        Assert.Matches("^(home|work|grid)$", forecast.GetProperty("site_kind").GetString());
        Assert.InRange(forecast.GetProperty("site_kind_p").GetDouble(), 1.0 / 3, 1);
    }

    [Fact]
    public void A_reversed_current_names_the_key_that_mends_it()
    {
        _rig.Power = _rig.Power with { IsCurrentReversed = true };
        _rig.Sample();
        _rig.Connect();
        var state = _rig.Link.On("/state").Last(d => d.TryGetProperty("power", out _));
        Assert.Contains("current_sign_reversed", state.GetProperty("alerts").EnumerateArray().Select(a => a.GetString()));
        Assert.Contains(state.GetProperty("recommendations").EnumerateArray(), r => r.GetString()!.Contains("current sign reversed? ", StringComparison.Ordinal));
    }
}
