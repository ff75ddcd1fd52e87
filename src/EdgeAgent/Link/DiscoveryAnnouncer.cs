using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Link;

/// <summary>Publishes the document by which Home Assistant finds the device: after each connect, when Home Assistant starts, and on request.</summary>
/// <param name="longestSleep">Longest sleep of the device; zero when it never sleeps.</param>
internal sealed class DiscoveryAnnouncer(
    IBrokerLink link, Topics topics, DeviceIdentity identity, StatusFeed status, Func<bool> hasBattery, PacketBudget budget, TimeSpan longestSleep)
{
    public bool IsEnabled => topics.Discovery is not null;

    /// <summary>Home Assistant published its own status.</summary>
    public void Heard(InboundMessage message)
    {
        if (Encoding.UTF8.GetString(message.Payload.Span).Trim() == "online") Announce();
    }

    public void Announce()
    {
        if (topics.Discovery is not { } topic) return;
        var interval = TimeSpan.FromSeconds(status.LongestIntervalS);
        byte[] document = HomeAssistantDiscovery.Write(new HomeAssistantFacts
        {
            Topics = topics,
            AgentVersion = identity.AgentVersion,
            Model = identity.Model,
            LongestSilence = Order.Max(longestSleep, interval),
            HasBattery = hasBattery(),
        });
        var said = new List<string>();
        byte[] payload = DiscoveryFit.Write(document, budget.For(topic), said);
        if (said.Count > 0) budget.LeftOut(topic, document.Length, said);
        link.Publish(new OutboundMessage(topic, payload, IsRetained: true));
    }
}
