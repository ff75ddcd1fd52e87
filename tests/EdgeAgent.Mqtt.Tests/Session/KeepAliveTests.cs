using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

public sealed class KeepAliveTests
{
    private static Rig Connected(int seconds, params byte[][] properties)
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V5, KeepAlive = TimeSpan.FromSeconds(seconds) }).Connect(false, properties);
        rig.Sent();
        return rig;
    }

    [Fact]
    public void A_ping_is_sent_before_the_keep_alive_has_passed()
    {
        var rig = Connected(60).Advance(56_999);
        Assert.Empty(rig.Sent());
        Assert.Equal(Wire.Pingreq, rig.Advance(1).Sent().Single());
    }

    [Fact]
    public void Every_packet_sent_puts_the_ping_off_and_received_ones_do_not()
    {
        var rig = Connected(60).Advance(50_000);
        rig.Publish();
        rig.Session.Sent(rig.Now);
        rig.Sent();
        rig.Advance(50_000).Receive(Wire.Puback(1));
        Assert.Empty(rig.Sent());
        Assert.Equal(Wire.Pingreq, rig.Advance(7_000).Sent().Single());
    }

    [Fact]
    public void Without_an_answer_the_connection_ends_after_the_ping_time_out()
    {
        var rig = Connected(60).Advance(57_000).Advance(19_999);
        Assert.Equal(0, rig.Count<SessionAction.Disconnected>());
        rig.Advance(1);
        Assert.Equal(DisconnectCause.TimedOut, rig.Last<SessionAction.Disconnected>().Info.Cause);
    }

    [Fact]
    public void An_answer_ends_the_wait_and_one_timer_is_left()
    {
        var rig = Connected(60).Advance(57_000).Receive(Wire.Pingresp);
        Assert.Equal(rig.Now + 57_000, rig.Session.NextTimeout);
    }

    [Fact]
    public void The_machine_that_slept_through_many_keep_alives_pings_once_and_learns()
    {
        var rig = Connected(60).Advance(5 * 3_600_000);
        Assert.Equal(Wire.Pingreq, rig.Sent().Single());
        rig.Advance(20_000);
        Assert.Equal(DisconnectCause.TimedOut, rig.Last<SessionAction.Disconnected>().Info.Cause);
    }

    [Fact]
    public void The_brokers_keep_alive_overrides_ours()
    {
        var rig = Connected(60, [0x13, 0, 10]);
        Assert.Equal(TimeSpan.FromSeconds(10), rig.Last<SessionAction.Connected>().Info.KeepAlive);
        Assert.Equal(Wire.Pingreq, rig.Advance(9_500).Sent().Single());
    }

    [Fact]
    public void Keep_alive_zero_never_pings()
    {
        var rig = Connected(0);
        Assert.Equal(long.MaxValue, rig.Session.NextTimeout);
    }

    [Fact]
    public void While_reading_is_paused_silence_proves_nothing()
    {
        var rig = new Rig(new MqttClientOptions { Protocol = MqttProtocol.V5, MaximumUnacknowledgedBytes = 100 }).Connect();
        rig.Receive(Wire.Publish(true, "t", new byte[200], 1, 1));
        Assert.True(rig.Session.IsReadingPaused);
        rig.AdvanceSteps(600_000);
        Assert.Equal(0, rig.Count<SessionAction.Disconnected>());
        rig.Acknowledge(rig.Batches.Single());
        rig.AdvanceSteps(20_000);
        Assert.Equal(DisconnectCause.TimedOut, rig.Last<SessionAction.Disconnected>().Info.Cause);
    }
}
