using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>Posts the link's events to the loop. Thread-safe.</summary>
internal sealed class LinkEvents(Inbox inbox) : ILinkObserver
{
    public void Arrived(InboundBatch batch) => inbox.Post(new AgentEvent.Arrived(batch));

    public void Connected(LinkFacts facts) => inbox.Post(new AgentEvent.Connected(facts));

    public void Disconnected(string reason, string? alert) => inbox.Post(new AgentEvent.Disconnected(reason, alert));

    public void Left(long token) => inbox.PostQuietly(new AgentEvent.Published(token, true, ""));

    public void Published(long token, bool isSuccess, string outcome) => inbox.Post(new AgentEvent.Published(token, isSuccess, outcome));

    public void Noticed(string text, string? alert) => inbox.Post(new AgentEvent.LinkNotice(text, alert));

    public void MachineSlept()
    {
        // The kernel signals both in the same way, and a calendar may have become due in both cases.
        inbox.Post(new AgentEvent.MachineSlept());
        inbox.Post(new AgentEvent.ClockSet());
    }
}
