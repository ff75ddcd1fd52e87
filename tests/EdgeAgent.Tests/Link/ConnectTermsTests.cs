using EdgeAgent.Link;
using EdgeAgent.Link.Tool;
using EdgeAgent.Options;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAgent.Tests.Link;

public sealed class ConnectTermsTests
{
    private static readonly ConnectionLoss ClosedBeforeAnswer = new(LossCause.ClosedBeforeAnswer, "closed");
    private static readonly BrokerFacts Facts = new() { IsV5 = true };
    private readonly SessionOptions _options = new() { Protocol = ProtocolChoice.Auto, CleanStart = false, SessionExpirySeconds = 3600 };

    [Fact]
    public void A_broker_that_closes_instead_of_answering_is_asked_for_3_1_1_at_once()
    {
        var terms = new ConnectTerms(_options);
        Assert.Equal(MqttProtocolVersion.V500, Version(terms));
        Assert.Equal("closed; trying MQTT 3.1.1", terms.AskForLess(ClosedBeforeAnswer));
        Assert.Equal(MqttProtocolVersion.V311, Version(terms));
        Assert.Null(terms.AskForLess(ClosedBeforeAnswer));
    }

    [Fact]
    public void When_3_1_1_does_not_work_either_the_next_attempt_begins_with_5_again()
    {
        var terms = new ConnectTerms(_options);
        terms.AskForLess(ClosedBeforeAnswer);
        terms.Failed();
        Assert.Equal(MqttProtocolVersion.V500, Version(terms));
    }

    [Fact]
    public void A_broker_that_was_once_connected_to_with_5_is_not_tried_with_3_1_1()
    {
        var terms = new ConnectTerms(_options);
        terms.Accepted(Facts);
        Assert.Null(terms.AskForLess(ClosedBeforeAnswer));
        Assert.Equal(MqttProtocolVersion.V500, Version(terms));
    }

    [Fact]
    public void A_version_that_the_operator_has_chosen_is_kept()
    {
        var terms = new ConnectTerms(new SessionOptions { Protocol = ProtocolChoice.V5 });
        Assert.Null(terms.AskForLess(ClosedBeforeAnswer));
        Assert.Equal(MqttProtocolVersion.V500, Version(terms));
    }

    [Fact]
    public void A_will_that_the_broker_refuses_to_retain_goes_without_the_flag_and_then_at_QoS_0_and_no_further()
    {
        var terms = new ConnectTerms(_options);
        var noRetain = new ConnectionLoss(LossCause.Refused, "refused") { Code = 0x9A };
        var noQos = noRetain with { Code = 0x9B };
        Assert.Contains("keeps no retained messages", terms.AskForLess(noRetain), StringComparison.Ordinal);
        Assert.Contains("only QoS 0", terms.AskForLess(noQos), StringComparison.Ordinal);
        Assert.Null(terms.AskForLess(noRetain));
        Assert.Null(terms.AskForLess(noQos));
        var settings = AttemptSettings.From(_options);
        settings.Will = Messages.Text("status", "lost", retain: true);
        var connect = terms.Connect(settings);
        Assert.False(connect.WillRetain);
        Assert.Equal(MqttQualityOfServiceLevel.AtMostOnce, connect.WillQualityOfServiceLevel);
    }

    [Fact]
    public void A_first_connection_has_no_subscriptions_also_where_the_broker_kept_a_session()
    {
        var terms = new ConnectTerms(_options);
        Assert.True(terms.Accepted(Facts with { SessionPresent = true }).IsWithoutSubscriptions);
        Assert.False(terms.Accepted(Facts with { SessionPresent = true }).IsWithoutSubscriptions);
    }

    [Fact]
    public void A_session_that_the_broker_has_lost_is_said_and_one_that_never_was_is_not()
    {
        var terms = new ConnectTerms(_options);
        Assert.Empty(terms.Accepted(Facts).Notices);
        var (notices, isWithoutSubscriptions) = terms.Accepted(Facts);
        Assert.Contains("no session of this device", Assert.Single(notices), StringComparison.Ordinal);
        Assert.True(isWithoutSubscriptions);
    }

    [Fact]
    public void A_broker_without_retain_is_named_once()
    {
        var terms = new ConnectTerms(_options);
        var facts = Facts with { RetainAvailable = false, SessionPresent = true };
        Assert.Contains("keeps no retained messages", Assert.Single(terms.Accepted(facts).Notices), StringComparison.Ordinal);
        Assert.Empty(terms.Accepted(facts).Notices);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3600, false)]
    public void A_clean_start_is_asked_for_again_only_where_no_session_outlives_the_connection(uint expirySeconds, bool isClean)
    {
        var terms = new ConnectTerms(new SessionOptions { CleanStart = true, SessionExpirySeconds = expirySeconds });
        Assert.True(Clean(terms));
        terms.Accepted(Facts);
        Assert.Equal(isClean, Clean(terms));
    }

    private bool Clean(ConnectTerms terms) => terms.Connect(AttemptSettings.From(_options)).CleanSession;

    private MqttProtocolVersion Version(ConnectTerms terms) => terms.Connect(AttemptSettings.From(_options)).ProtocolVersion;
}
