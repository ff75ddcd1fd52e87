using EdgeAgent.Contract;
using EdgeAgent.Loop;

namespace EdgeAgent.Tests;

/// <summary>A bug that one request triggers ends in an error answer, not in the end of the agent: the broker would send the request again at every start.</summary>
public sealed class UnexpectedFaultTests : IDisposable
{
    private readonly AgentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_verb_that_fails_unexpectedly_is_answered_with_an_error_and_the_loop_goes_on()
    {
        _rig.Connect();
        _rig.Publish("ctl/explode", """{"correlation":7}""");
        _rig.Submit("""{"id":"a","kind":"work"}""");

        var reply = Assert.Single(_rig.Link.On("/ctl/reply"));
        Assert.Equal((7, false), (reply.GetProperty("correlation").GetInt32(), reply.GetProperty("ok").GetBoolean()));
        Assert.Contains("internal: explode failed (InvalidOperationException: boom)", reply.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, _rig.Acknowledged);
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
    }

    [Fact]
    public void The_alert_of_a_refused_subscription_does_not_outlive_the_refusal()
    {
        _rig.Connect();
        _rig.Post(new AgentEvent.LinkNotice("refused", Alerts.SubscriptionRefused));
        Assert.Contains(Alerts.SubscriptionRefused, _rig.Agent.CurrentAlerts);

        _rig.Disconnect();
        _rig.Connect();
        Assert.DoesNotContain(Alerts.SubscriptionRefused, _rig.Agent.CurrentAlerts);
    }

    [Fact]
    public void History_that_cannot_be_read_is_an_answer_and_not_the_end_of_the_agent()
    {
        _rig.Connect();
        _rig.LoseTable("rollup");
        _rig.Publish("ctl/history", """{"correlation":8}""");
        _rig.Submit("""{"id":"a","kind":"work"}""");

        Assert.StartsWith("store: ", Assert.Single(_rig.Link.On("/ctl/reply")).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
    }
}
