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
        if (_parts.Discovery is not { } discovery) return;
        var silence = TimeSpan.FromSeconds(_status.LongestIntervalS);
        if (_parts.Sleep is not null && _parts.SleepRule.Longest > silence) silence = _parts.SleepRule.Longest;
        byte[] document = discovery(silence, _power.HasBattery);
        _link.Publish(new OutboundMessage(_parts.Topics.Discovery, document, IsRetained: true));
    }

    private Verdict Discover(in Timestamp now)
    {
        Announce(now);
        return default;
    }
}
