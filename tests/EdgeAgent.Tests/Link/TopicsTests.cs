using EdgeAgent.Contract;

namespace EdgeAgent.Tests.Link;

public class TopicsTests
{
    private static readonly Topics Topics = new("edge/v1", "demo-pi", ["roof"]);

    [Theory]
    [InlineData("edge/v1/demo-pi/task/submit", InboundKind.Submit, "", false)]
    [InlineData("edge/v1/group/roof/task/submit", InboundKind.Submit, "", true)]
    [InlineData("edge/v1/demo-pi/ctl/list", InboundKind.Control, "list", false)]
    [InlineData("edge/v1/group/roof/ctl/hold", InboundKind.Control, "hold", true)]
    [InlineData("edge/v1/demo-pi/receipt/ack", InboundKind.ReceiptAck, "", false)]
    [InlineData("homeassistant/status", InboundKind.HomeAssistantStatus, "", false)]
    [InlineData("edge/v1/demo-pi/ctl/reply", InboundKind.Other, "", false)]
    [InlineData("edge/v1/demo-pi2/task/submit", InboundKind.Other, "", false)]
    [InlineData("edge/v1/group/roof/receipt/ack", InboundKind.Other, "", false)]
    [InlineData("edge/v1/group", InboundKind.Other, "", false)]
    public void A_topic_says_what_is_asked(string topic, InboundKind kind, string verb, bool isGroup) =>
        Assert.Equal(new Inbound(kind, verb, kind == InboundKind.Other ? false : isGroup), Topics.Parse(topic));

    [Theory]
    [InlineData("edge/v1/demo-pi/ctl/reply/cli-7", true)]
    [InlineData("edge/v1/backend/inbox", true)]
    [InlineData("elsewhere/inbox", false)]
    [InlineData("edge/v1", false)]
    [InlineData("edge/v1/", false)]
    [InlineData("edge/v10/x", false)]
    [InlineData("edge/v1/+/x", false)]
    [InlineData("edge/v1/other/task/submit", false)]
    [InlineData("edge/v1/other/ctl/cancel_all", false)]
    [InlineData("edge/v1/other/receipt/ack", false)]
    [InlineData(null, false)]
    public void An_answer_goes_only_below_the_root_and_never_to_where_devices_take_commands(string? wished, bool isAllowed) =>
        Assert.Equal(isAllowed ? wished : null, Topics.AnswerTopic(wished));

    [Fact]
    public void With_Home_Assistant_switched_off_nothing_below_its_prefix_is_subscribed_or_published()
    {
        var topics = new Topics("edge/v1", "pi", [], homeAssistant: null);
        Assert.Null(topics.Discovery);
        Assert.DoesNotContain(topics.Subscriptions, s => s.StartsWith("homeassistant", StringComparison.Ordinal));
        Assert.Equal("ha/device/pi/config", new Topics("edge/v1", "pi", [], "ha").Discovery);
        Assert.Equal(InboundKind.HomeAssistantStatus, new Topics("edge/v1", "pi", [], "ha").Parse("ha/status").Kind);
    }
}
