using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

public sealed class ReconnectTests
{
    private static MqttClientOptions V311 => new() { Protocol = MqttProtocol.V311, ClientId = "c", CleanStart = false };

    [Fact]
    public void Delays_double_up_to_the_maximum_with_full_jitter()
    {
        var rig = new Rig(random: 0.999999);
        var delays = new List<double>();
        for (var i = 0; i < 14; i++)
        {
            rig.Closed();
            delays.Add(Math.Round(rig.Last<SessionAction.Disconnected>().Info.RetryIn!.Value.TotalSeconds));
            rig.Advance(rig.Session.NextTimeout - rig.Now);
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600], delays);
    }

    [Fact]
    public void The_first_attempt_after_a_loss_is_jittered_too()
    {
        var early = new Rig(random: 0.1).Connect().Advance(60_000).Closed();
        var late = new Rig(random: 0.9).Connect().Advance(60_000).Closed();
        Assert.Equal(100, early.Last<SessionAction.Disconnected>().Info.RetryIn!.Value.TotalMilliseconds);
        Assert.Equal(900, late.Last<SessionAction.Disconnected>().Info.RetryIn!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Failures_of_an_earlier_run_still_count()
    {
        var options = new MqttClientOptions { Protocol = MqttProtocol.V5, Reconnect = { InitialFailures = 5 } };
        var rig = new Rig(options);
        Assert.Equal(0, rig.Count<SessionAction.Open>());
        Assert.Equal(rig.Now + 8_000, rig.Session.NextTimeout); // half of 16 s
    }

    [Fact]
    public void A_refused_password_is_not_tried_every_second()
    {
        var rig = new Rig(random: 0.999999).Opened().Receive(Wire.Connack(true, code: 0x86));
        var info = rig.Last<SessionAction.Disconnected>().Info;
        Assert.Equal((DisconnectCause.Refused, ReasonCode.BadUserNameOrPassword), (info.Cause, info.ReasonCode));
        Assert.True(info.RetryIn > TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void A_session_taken_over_waits_five_minutes_and_says_so()
    {
        var rig = new Rig().Connect().Advance(1000).Receive(Wire.Disconnect(0x8E));
        var info = rig.Last<SessionAction.Disconnected>().Info;
        Assert.Equal(DisconnectCause.DuplicateClientId, info.Cause);
        Assert.InRange(info.RetryIn!.Value, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
        Assert.Equal(MqttNoticeKind.DuplicateClientId, rig.Last<SessionAction.Notice>().Value.Kind);
    }

    [Fact]
    public void Two_short_lives_on_3_1_1_mean_that_the_name_is_taken()
    {
        var rig = new Rig(V311).Connect().Advance(1_900).Closed();
        Assert.Equal(DisconnectCause.ConnectionLost, rig.Last<SessionAction.Disconnected>().Info.Cause);
        rig.Connect().Advance(1_900).Closed();
        Assert.Equal(DisconnectCause.DuplicateClientId, rig.Last<SessionAction.Disconnected>().Info.Cause);
        Assert.True(rig.Last<SessionAction.Disconnected>().Info.RetryIn >= TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Short_lives_with_an_unreachable_broker_between_them_are_restarts()
    {
        var rig = new Rig(V311).Connect().Advance(100).Closed().Advance(10_000);
        Assert.Equal(SessionState.Opening, rig.Session.State);
        rig.Closed().Connect().Advance(100).Closed();
        Assert.Equal(DisconnectCause.ConnectionLost, rig.Last<SessionAction.Disconnected>().Info.Cause);
    }

    [Fact]
    public void A_short_life_after_a_long_one_is_an_accident()
    {
        var rig = new Rig(V311).Connect().Advance(1_900).Closed().Connect().Advance(2_000).Closed().Connect().Advance(1_900).Closed();
        Assert.Equal(DisconnectCause.ConnectionLost, rig.Last<SessionAction.Disconnected>().Info.Cause);
    }

    [Fact]
    public void Auto_falls_back_when_the_broker_answers_in_the_old_form()
    {
        var rig = new Rig(new MqttClientOptions { ClientId = "c" }).Opened();
        Assert.Equal(5, rig.Sent().Single()[8]);
        rig.Receive([0x20, 2, 0, 1]);
        Assert.Equal(MqttNoticeKind.ProtocolFallback, rig.Last<SessionAction.Notice>().Value.Kind);
        rig.Advance(0).Opened();
        Assert.Equal(4, rig.Sent().Single()[8]);
        rig.Receive([0x20, 2, 0, 0]);
        Assert.Equal(MqttProtocol.V311, rig.Last<SessionAction.Connected>().Info.Protocol);
        rig.Advance(60_000).Closed().Advance(10_000).Opened();
        Assert.Equal(4, rig.Sent().Single()[8]);
    }

    [Fact]
    public void Auto_falls_back_when_the_broker_closes_without_a_word_and_returns_when_that_fails_too()
    {
        var rig = new Rig(new MqttClientOptions { ClientId = "c" }).Opened().Closed();
        rig.Sent();
        rig.Advance(0).Opened();
        Assert.Equal(4, rig.Sent().Single()[8]);
        rig.Closed().Advance(10_000).Opened();
        Assert.Equal(5, rig.Sent().Single()[8]);
    }

    [Fact]
    public void No_connack_ends_the_attempt()
    {
        var rig = new Rig().Opened().Advance(30_000);
        Assert.Equal(DisconnectCause.TimedOut, rig.Last<SessionAction.Disconnected>().Info.Cause);
        Assert.Contains("CONNACK", rig.Last<SessionAction.Disconnected>().Info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_connection_waits_for_the_batches_of_the_last()
    {
        var rig = new Rig().Connect().Receive(Wire.Publish(true, "t", [1], 1, 7)).Closed().Advance(3_600_000);
        Assert.Equal(SessionState.Waiting, rig.Session.State);
        rig.Acknowledge(rig.Batches.Single()).Advance(0);
        Assert.Equal(SessionState.Opening, rig.Session.State);
    }

    [Fact]
    public void With_a_session_that_outlives_connections_only_the_first_one_starts_clean()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V5, SessionExpirySeconds = 60 }).Opened();
        Assert.Equal(0x02, rig.Sent().Single()[9]);
        rig.Receive(Wire.Connack(true)).Closed().Advance(10_000).Opened();
        Assert.Equal(0x00, rig.Sent().Last()[9]);
    }

    [Fact]
    public void A_redirect_is_reported()
    {
        var rig = new Rig().Opened().Receive(Wire.Connack(true, false, 0x9D, [0x1C, .. Wire.Text("other:1883")]));
        Assert.Equal("other:1883", rig.Last<SessionAction.Disconnected>().Info.ServerReference);
        Assert.EndsWith("it points to another server, other:1883", rig.Last<SessionAction.Disconnected>().Info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_identifier_that_the_broker_assigns_is_kept()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V5 }).Connect(false, [0x12, .. Wire.Text("given")]).Closed().Advance(10_000).Opened();
        Assert.Contains("given", System.Text.Encoding.ASCII.GetString(rig.Sent().Last()), StringComparison.Ordinal);
    }
}
