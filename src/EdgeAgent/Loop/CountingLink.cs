using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>Counts the messages of a step, so that samples can be sent together with them.</summary>
internal sealed class CountingLink(IBrokerLink inner) : IBrokerLink
{
    /// <summary>Messages since the last <see cref="StartStep"/>.</summary>
    public int Sent { get; private set; }

    public long QueuedBytes => inner.QueuedBytes;

    public void StartStep() => Sent = 0;

    public void Publish(OutboundMessage message)
    {
        Sent++;
        inner.Publish(message);
    }

    public void WantKeepAlive(TimeSpan keepAlive) => inner.WantKeepAlive(keepAlive);

    public void Reconnect() => inner.Reconnect();

    public void Leave() => inner.Leave();

    public void Return() => inner.Return();
}
