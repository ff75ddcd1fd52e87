using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>What one step of the controller commits and publishes, and the time at which it happens.</summary>
internal sealed class FleetStep(IFleetStore store)
{
    private readonly List<OutboundMessage> _outgoing = [];
    private bool _isWriting;

    public DateTimeOffset Now { get; private set; }

    /// <summary>The store for reading; reads see what this step has staged.</summary>
    public FleetTables Stored { get; } = new(store);

    public bool IsWriting => _isWriting;

    public IReadOnlyList<OutboundMessage> Outgoing => _outgoing;

    public void Begin(DateTimeOffset now)
    {
        Now = now;
        _outgoing.Clear();
    }

    /// <summary>The store for writing, in the step's one transaction, which the first call begins.</summary>
    public FleetTables Writing()
    {
        if (!_isWriting) store.Begin();
        _isWriting = true;
        return Stored;
    }

    /// <summary>Queues a message that is published after the commit.</summary>
    public void Publish(OutboundMessage message) => _outgoing.Add(message);

    public void Commit()
    {
        if (_isWriting) store.Commit();
        _isWriting = false;
    }

    public void Rollback()
    {
        if (_isWriting) store.Rollback();
        _isWriting = false;
    }
}
