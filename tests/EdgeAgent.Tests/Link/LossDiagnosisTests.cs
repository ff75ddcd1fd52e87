using EdgeAgent.Link;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAgent.Tests.Link;

public sealed class LossDiagnosisTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly ConnectionLoss Closed = new(LossCause.ClosedByBroker, "closed");
    private static readonly UnansweredPacket Publish = new("PUBLISH to t (5 bytes)", "t", 5);

    private readonly List<LinkWarning> _warnings = [];
    private readonly Subscriber _subscriber = new([new MqttTopicFilter { Topic = "a" }, new MqttTopicFilter { Topic = "b" }]);
    private readonly PublishQueue _publishes = new(100, (_, _) => { }, _ => { });
    private readonly SessionContext _context;
    private readonly LossDiagnosis _diagnosis;

    public LossDiagnosisTests()
    {
        _context = new SessionContext(new SessionOptions { ClientId = "pi", OnWarning = _warnings.Add }, action => action());
        _diagnosis = new LossDiagnosis(_context, _subscriber, _publishes);
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 2)]
    public void Short_lives_that_nothing_explains_are_taken_for_another_client_sooner_where_the_protocol_has_no_word_for_it(bool isV5, int lives)
    {
        for (int i = 1; i < lives; i++) Assert.False(_diagnosis.Judge(Closed, null, isV5, Short).IsTakeover);
        Assert.True(_diagnosis.Judge(Closed, null, isV5, Short).IsTakeover);
        Assert.Contains($"closed {lives} connections soon after", _diagnosis.NameTakeover(Closed), StringComparison.Ordinal);
    }

    [Fact]
    public void One_long_life_or_a_broker_that_cannot_be_reached_ends_the_suspicion()
    {
        _diagnosis.Judge(Closed, null, isV5: false, Short);
        _diagnosis.Judge(Closed, null, isV5: false, Long);
        Assert.False(_diagnosis.Judge(Closed, null, isV5: false, Short).IsTakeover);
        _diagnosis.Unreachable();
        Assert.False(_diagnosis.Judge(Closed, null, isV5: false, Short).IsTakeover);
    }

    [Fact]
    public void The_brokers_own_word_for_a_takeover_is_believed_at_once()
    {
        var loss = new ConnectionLoss(LossCause.DisconnectedByBroker, "taken") { Code = 0x8E };
        Assert.True(_diagnosis.Judge(loss, null, isV5: true, Long).IsTakeover);
        Assert.Equal("client id 'pi' is used by another client", _diagnosis.NameTakeover(loss));
    }

    [Fact]
    public void A_close_after_a_packet_of_ours_names_it_and_is_no_sign_of_another_client()
    {
        for (int i = 0; i < 3; i++)
        {
            var judged = _diagnosis.Judge(Closed, new UnansweredPacket("PINGREQ"), isV5: false, Short);
            Assert.Equal("closed after our PINGREQ", judged.Reason);
            Assert.False(judged.IsTakeover);
        }
    }

    [Fact]
    public void A_publish_of_QoS_0_that_the_broker_closes_on_twice_is_set_aside_and_named()
    {
        _diagnosis.Judge(Closed, Publish, isV5: true, Short);
        Assert.Empty(_warnings);
        _diagnosis.Judge(Closed, Publish, isV5: true, Short);
        Assert.Equal(WarningKind.TopicSetAside, Assert.Single(_warnings).Kind);
    }

    [Fact]
    public void A_close_on_a_subscription_is_not_blamed_on_the_publish_in_flight()
    {
        _publishes.SendOne(new QueuedPublish(new MqttApplicationMessage { Topic = "t", QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }, null, _context.NowMs), new BrokerFacts { IsV5 = true }, _context.NowMs, (_, _) => { });
        _subscriber.Begin();
        _subscriber.Next();
        Assert.Equal("closed: it closed after SUBSCRIBE of 2 filters; the next one asks for 1 at a time", _diagnosis.Judge(Closed, Publish, isV5: true, Short).Reason);
        Assert.True(_publishes.HasInFlight);
    }

    [Fact]
    public void An_end_that_is_not_the_brokers_doing_says_nothing_about_packets_or_clients()
    {
        foreach (var cause in new[] { LossCause.ConnectionLost, LossCause.TimedOut, LossCause.Abandoned })
        {
            var loss = new ConnectionLoss(cause, "lost");
            for (int i = 0; i < 5; i++) Assert.Equal(loss, _diagnosis.Judge(loss, Publish, isV5: false, Short));
        }

        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_broker_that_says_it_shuts_down_blames_no_packet()
    {
        var loss = new ConnectionLoss(LossCause.DisconnectedByBroker, "bye") { Code = 0x8B };
        Assert.Equal("bye", _diagnosis.Judge(loss, Publish, isV5: true, Short).Reason);
    }
}
