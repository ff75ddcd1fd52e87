using EdgeAgent.Mqtt.Connection;
using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

public sealed class AwayTests
{
    private static Rig Connected(bool isV5 = true)
    {
        var rig = new Rig(new MqttClientOptions { Protocol = isV5 ? MqttProtocol.V5 : MqttProtocol.V311, ClientId = "c", CleanStart = false, SessionExpirySeconds = 60 }).Connect();
        rig.Sent();
        return rig;
    }

    private static Rig Leave(Rig rig)
    {
        rig.Session.Leave(rig.Now);
        return rig.Collect();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Leaving_says_a_plain_goodbye_and_waits_for_the_broker_to_close(bool isV5)
    {
        var rig = Leave(Connected(isV5));
        Assert.Equal([0xE0, 0], rig.Sent().Single());
        Assert.Equal(0, rig.Count<SessionAction.Disconnected>());
        rig.Closed();
        var info = rig.Last<SessionAction.Disconnected>().Info;
        Assert.Equal((DisconnectCause.Requested, null, true), (info.Cause, info.RetryIn, info.WasConnected));
    }

    [Fact]
    public void A_broker_that_does_not_close_is_waited_for_two_seconds()
    {
        var rig = Leave(Connected()).Advance(1_999);
        Assert.Equal(0, rig.Count<SessionAction.Disconnected>());
        rig.Advance(1);
        Assert.Equal(DisconnectCause.Requested, rig.Last<SessionAction.Disconnected>().Info.Cause);
        Assert.Equal(1, rig.Count<SessionAction.Close>());
    }

    [Fact]
    public void Nothing_is_tried_until_the_return_which_connects_at_once()
    {
        var rig = Leave(Connected()).Closed();
        rig.Session.Reconnect(rig.Now);
        Assert.Equal(long.MaxValue, rig.Session.NextTimeout);
        rig.Advance(24 * 3_600_000);
        Assert.Equal(1, rig.Count<SessionAction.Open>());
        rig.Session.Return(rig.Now);
        rig.Advance(0);
        Assert.Equal(2, rig.Count<SessionAction.Open>());
    }

    [Fact]
    public void What_is_published_while_away_is_sent_after_the_return()
    {
        var rig = Leave(Connected());
        rig.Sent();
        var publish = rig.Publish();
        Assert.Empty(rig.Sent());
        rig.Closed();
        rig.Session.Return(rig.Now);
        rig.Connect(sessionPresent: true);
        Assert.Equal(Wire.Publish(true, "t", [], 1, 1), rig.Sent().Single());
        rig.Receive(Wire.Puback(1));
        Assert.True(rig.ResultOf(publish)!.IsSuccess);
    }

    [Fact]
    public void What_arrives_after_the_goodbye_is_left_to_the_next_connection()
    {
        var rig = Leave(Connected()).Receive(Wire.Publish(true, "t", [1], 1, 1));
        Assert.Empty(rig.Batches);
    }

    [Fact]
    public void Leaving_before_there_is_a_connection_ends_the_attempt()
    {
        var rig = Leave(new Rig().Opened());
        Assert.Equal(DisconnectCause.Requested, rig.Last<SessionAction.Disconnected>().Info.Cause);
        Assert.Equal(long.MaxValue, rig.Session.NextTimeout);
    }

    [Fact]
    public void A_client_that_is_away_stops_at_once()
    {
        var rig = Leave(Connected()).Closed();
        rig.Session.Stop(ReasonCode.Success, rig.Now + 1_000, rig.Now);
        rig.Collect();
        Assert.Equal(SessionState.Ended, rig.Session.State);
    }

    [Fact]
    public void After_a_sleep_of_the_machine_the_connection_is_tested_at_once()
    {
        var rig = Connected().Advance(3_000);
        rig.Session.MachineSlept(TimeSpan.FromSeconds(2), rig.Now);
        rig.Collect();
        Assert.Equal(Wire.Pingreq, rig.Sent().Single());
        Assert.Equal(MqttNoticeKind.MachineSlept, rig.Last<SessionAction.Notice>().Value.Kind);
        rig.Advance(5_000);
        Assert.Equal(DisconnectCause.TimedOut, rig.Last<SessionAction.Disconnected>().Info.Cause);
    }

    [Fact]
    public void A_connection_that_outlived_the_sleep_goes_on()
    {
        var rig = Connected();
        rig.Session.MachineSlept(TimeSpan.FromSeconds(30), rig.Now);
        rig.Receive(Wire.Pingresp).AdvanceSteps(50_000);
        Assert.Equal(0, rig.Count<SessionAction.Disconnected>());
    }

    [Fact]
    public void A_sleep_is_what_the_boot_clock_has_on_the_monotonic_one()
    {
        long boot = 1_000_000, monotonic = 400_000;
        var meter = new SleepMeter(() => boot, () => monotonic);
        (boot, monotonic) = (boot + 60_000, monotonic + 60_000);
        Assert.Null(meter.Look());
        (boot, monotonic) = (boot + 7_200_000, monotonic + 30);
        Assert.Equal(TimeSpan.FromMilliseconds(7_199_970), meter.Look());
        Assert.Null(meter.Look());
    }
}
