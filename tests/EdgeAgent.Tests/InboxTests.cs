using EdgeAgent.Loop;

namespace EdgeAgent.Tests;

public sealed class InboxTests
{
    [Fact]
    public void What_is_posted_quietly_comes_in_order_with_the_next_event()
    {
        using var inbox = new Inbox();
        var sent = new AgentEvent.Published(1, true, "");
        inbox.PostQuietly(sent);
        inbox.Post(new AgentEvent.ClockSet());

        Assert.Equal([sent, new AgentEvent.ClockSet()], inbox.Take(TimeSpan.Zero));
    }
}
