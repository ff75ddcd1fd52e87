using EdgeAgent.Loop;
using EdgeAgent.Mqtt;

namespace EdgeAgent.Link;

/// <summary>
/// The MQTT client's view of the stored QoS 2 identifiers. They are written by the loop with the messages; only that the broker lost
/// the session has to be carried from the client's thread to the loop, and waited for.
/// </summary>
internal sealed class StoredPacketIds(IReadOnlyCollection<ushort> atStart, Inbox inbox) : IInboundQos2Store
{
    // Longer than any commit; after it the loop is on its way down and nothing is acknowledged any more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public IReadOnlyCollection<ushort> Load() => atStart;

    public void Clear()
    {
        using var done = new ManualResetEventSlim();
        inbox.Post(new AgentEvent.SessionLost(() =>
        {
            try
            {
                done.Set();
            }
            catch (ObjectDisposedException)
            {
                // The client gave up waiting.
            }
        }));
        done.Wait(Patience);
    }
}
