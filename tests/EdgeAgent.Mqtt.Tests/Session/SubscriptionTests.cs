using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

public sealed class SubscriptionTests
{
    private static MqttClientOptions Options(params MqttSubscription[] subscriptions) =>
        new() { Protocol = MqttProtocol.V5, CleanStart = false, SessionExpirySeconds = 60, Subscriptions = subscriptions };

    [Fact]
    public void Configured_filters_are_subscribed_at_the_first_connection_and_when_the_session_was_lost()
    {
        var rig = new Rig(Options(new MqttSubscription("a"))).Connect(sessionPresent: true);
        Assert.Equal(0x82, rig.Sent().Single()[0]);
        rig.Receive(Wire.Suback(true, 1, 1)).Closed().Connect(sessionPresent: true);
        Assert.Empty(rig.Sent());
        rig.Closed().Connect(sessionPresent: false);
        Assert.Equal(0x82, rig.Sent().Single()[0]);
        Assert.Equal(MqttNoticeKind.SessionLost, rig.Last<SessionAction.Notice>().Value.Kind);
    }

    [Fact]
    public void A_subscription_without_an_answer_is_made_again()
    {
        var rig = new Rig(Options(new MqttSubscription("a"))).Connect().Closed().Connect(sessionPresent: true);
        Assert.Equal(0x82, rig.Sent().Single()[0]);
    }

    [Fact]
    public void Filters_with_different_identifiers_travel_apart_and_are_answered_together()
    {
        var rig = new Rig(Options(new("a") { SubscriptionId = 1 }, new("b") { SubscriptionId = 2 }, new("c") { SubscriptionId = 1 })).Connect();
        Assert.Equal(2, rig.Sent().Count);
        rig.Receive(Wire.Suback(true, 2, 0x87), Wire.Suback(true, 1, 1, 0));
        var result = rig.Last<SessionAction.Subscribed>().Result;
        Assert.Equal(["a", "b", "c"], result.Filters);
        Assert.Equal([ReasonCode.GrantedQos1, ReasonCode.NotAuthorized, ReasonCode.Success], result.ReasonCodes);
        Assert.Equal(2, rig.Actions.OfType<SessionAction.Notice>().Count(n => n.Value.Kind == MqttNoticeKind.SubscriptionNotGranted));
    }

    [Fact]
    public void What_connack_ruled_out_is_refused_here_instead_of_costing_the_connection()
    {
        var rig = new Rig(Options(new("$share/g/a"), new("a/#"), new("b") { SubscriptionId = 3 })).Connect(false, [0x28, 0], [0x29, 0], [0x2A, 0]);
        Assert.Equal(Wire.Packet(0x82, Wire.U16(1), [0], Wire.Text("b"), [1]), rig.Sent().Single());
        rig.Receive(Wire.Suback(true, 1, 1));
        Assert.Equal([ReasonCode.SharedSubscriptionsNotSupported, ReasonCode.WildcardSubscriptionsNotSupported, ReasonCode.GrantedQos1],
            rig.Last<SessionAction.Subscribed>().Result.ReasonCodes);
    }

    [Fact]
    public void A_wrong_number_of_codes_closes()
    {
        var rig = new Rig(Options(new MqttSubscription("a"))).Connect().Receive(Wire.Suback(true, 1, 1, 1));
        Assert.Equal(DisconnectCause.ProtocolViolation, rig.Last<SessionAction.Disconnected>().Info.Cause);
    }

    [Fact]
    public void A_filter_that_was_given_up_is_not_subscribed_again()
    {
        var rig = new Rig(Options(new MqttSubscription("a"))).Connect().Receive(Wire.Suback(true, 1, 1));
        rig.Session.Subscribe(new SubscriptionRequest([new("a")], isRemoval: true, null), rig.Now);
        rig.Receive(Wire.Unsuback(true, 2, 0)).Closed();
        rig.Sent();
        Assert.Empty(rig.Connect(sessionPresent: false).Sent());
    }

    [Fact]
    public void Authentication_goes_to_and_fro_until_connack()
    {
        var rig = new Rig(new MqttClientOptions
        {
            Protocol = MqttProtocol.V5,
            Authentication = new MqttAuthentication { Method = "m", Begin = () => "b"u8.ToArray(), Continue = data => new[] { (byte)(data.Span[0] + 1) } },
        }).Opened();
        Assert.Contains("\u0015\0\u0001m\u0016\0\u0001b", System.Text.Encoding.Latin1.GetString(rig.Sent().Single()), StringComparison.Ordinal);
        rig.Receive(Wire.Packet(0xF0, [0x18], Wire.Properties([0x15, .. Wire.Text("m")], [0x16, 0, 1, 41])));
        Assert.Equal(Wire.Packet(0xF0, [0x18], Wire.Properties([0x15, .. Wire.Text("m")], [0x16, 0, 1, 42])), rig.Sent().Single());
        rig.Receive(Wire.Connack(true, false, 0, [0x15, .. Wire.Text("m")]));
        Assert.Equal(1, rig.Count<SessionAction.Connected>());
        rig.Session.Reauthenticate(rig.Now);
        Assert.Equal(0x19, rig.Sent().Single()[2]);
    }
}
