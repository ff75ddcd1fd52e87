using System.Text;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <content>Discovery by Home Assistant.</content>
internal sealed partial class Agent
{
    private void HomeAssistantSpoke(InboundMessage message, in Timestamp now)
    {
        if (Encoding.UTF8.GetString(message.Payload.Span).Trim() == "online") Announce(now);
    }

    private void Announce(in Timestamp now)
    {
        if (_parts.Discovery is not { } discovery || _parts.Topics.Discovery is not { } topic) return;
        var silence = TimeSpan.FromSeconds(_status.LongestIntervalS);
        if (_parts.Sleep is not null && _parts.SleepRule.Longest > silence) silence = _parts.SleepRule.Longest;
        byte[] document = discovery(silence, _power.HasBattery);
        _link.Publish(new OutboundMessage(topic, document, IsRetained: true));
    }

    private Verdict Discover(in Timestamp now)
    {
        if (_parts.Topics.Discovery is null) return Verdict.Fail("discover: Mqtt:HomeAssistant:Enabled is false");
        Announce(now);
        return default;
    }
}
