using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;
using EdgeAgent.Options;

namespace EdgeAgent.Fleet.Controller;

/// <summary>
/// One step of the controller: takes what has arrived, applies the rules, commits, and only then says what to publish. Used by one thread.
/// Whatever is published and not answered is published again, also after a restart; every receiver takes a repetition for what it is.
/// </summary>
internal sealed partial class FleetController
{
    // Facts come again with the retained topics; they are written along with what must be written, else this often.
    private static readonly TimeSpan FactsEvery = TimeSpan.FromMinutes(1);

    private readonly IFleetStore _store;
    private readonly FleetTables _tables;
    private readonly FleetTopics _topics;
    private readonly TimeSpan _resendAfter;
    private readonly Dictionary<string, DeviceEntry> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Campaign> _campaigns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pool> _pools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<DeviceFacts, bool>> _selectors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _sentAt = new(StringComparer.Ordinal);
    private readonly HashSet<string> _toAcknowledge = new(StringComparer.Ordinal);
    private readonly List<OutboundMessage> _out = [];
    private DateTimeOffset _now;
    private DateTimeOffset? _factsSavedAt;
    private long _token;
    private bool _isWriting;

    /// <param name="resendAfter">How long an answer is waited for before a message is published again.</param>
    public FleetController(IFleetStore store, FleetTopics topics, TimeSpan resendAfter)
    {
        (_store, _tables, _topics, _resendAfter) = (store, new FleetTables(store), topics, resendAfter);
        foreach (var (facts, cursor) in _tables.Devices()) _devices[facts.Id] = new DeviceEntry(facts) { Cursor = cursor };
        foreach (var campaign in _tables.Campaigns()) _campaigns[campaign.Spec.Id] = campaign;
        foreach (var pool in _tables.Pools()) _pools[pool.Spec.Id] = pool;
    }

    public int DeviceCount => _devices.Count;

    /// <summary>Takes messages, and the time. When this returns all of it is stored.</summary>
    /// <exception cref="IOException">The store failed: nothing of the step is stored, and this object is of no use any more.</exception>
    public IReadOnlyList<OutboundMessage> Handle(IReadOnlyList<InboundMessage> messages, DateTimeOffset now)
    {
        _now = now;
        _out.Clear();
        _toAcknowledge.Clear();
        try
        {
            foreach (var message in messages) Take(message);
            AdvanceCampaigns();
            AdvancePools();
            Prune();
            SaveFacts();
            if (_isWriting) _store.Commit();
        }
        catch
        {
            if (_isWriting) _store.Rollback();
            throw;
        }
        finally
        {
            _isWriting = false;
        }

        Say();
        return _out;
    }

    private void Take(InboundMessage message)
    {
        if (message.Topic.StartsWith(_topics.CommandPrefix, StringComparison.Ordinal))
        {
            if (!message.IsRetained) Command(message.Topic[_topics.CommandPrefix.Length..], message);
            return;
        }

        // What stands below the controller's own name is no device's word.
        if (_topics.Split(message.Topic) is not var (device, rest) || device == Topics.Fleet || !DeviceOptions.IsName(device) || message.Payload.IsEmpty) return;
        var entry = Entry(device);
        try
        {
            Take(entry, rest, message);
            entry.Fault = null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // A device that says nonsense costs the others nothing.
            entry.Fault = $"{rest}: {e.Message}";
        }
    }

    private void Take(DeviceEntry entry, string rest, InboundMessage message)
    {
        switch (rest)
        {
            case TopicNames.Status: Status(entry, message); break;
            case TopicNames.State: State(entry, message); break;
            case TopicNames.Receipt: Receipts(entry, message); break;
            default:
                if (FleetTopics.IsReply(rest)) Reply(entry, message);
                else if (FleetTopics.TaskOf(rest) is { } task) TaskState(entry, task, message);
                break;
        }
    }

    private DeviceEntry Entry(string device)
    {
        if (_devices.TryGetValue(device, out var entry)) return entry;
        return _devices[device] = new DeviceEntry(new DeviceFacts(device) { LastSeenAt = _now }) { IsChanged = true };
    }

    private void Status(DeviceEntry entry, InboundMessage message)
    {
        var before = entry.Facts;
        var facts = DeviceReader.Status(before, message.Payload);
        // A retained one says what was, not that the device is there now.
        entry.Facts = message.IsRetained || facts.Status == "lost" ? facts : facts with { LastSeenAt = _now };
        entry.IsChanged = true;
        // Said once a connection and acknowledged to the broker with this step: it would not come again.
        _ = Writing();
        if (facts.Session != before.Session) entry.NeedsSync = true;
        JoinContinuous(entry.Facts);
    }

    private void State(DeviceEntry entry, InboundMessage message)
    {
        var (facts, at) = DeviceReader.State(entry.Facts, message.Payload);
        bool isPast = message.IsRetained && at < _now;
        entry.Facts = facts with { LastSeenAt = isPast ? Later(at, entry.Facts) : _now };
        entry.IsChanged = true;
        JoinContinuous(entry.Facts);
    }

    // What was loaded from the store may be newer than what the broker kept.
    private static DateTimeOffset Later(DateTimeOffset at, DeviceFacts facts) => facts.Mode is null || at > facts.LastSeenAt ? at : facts.LastSeenAt;

    private void SaveFacts()
    {
        bool isDue = _now - (_factsSavedAt ?? DateTimeOffset.MinValue) >= FactsEvery;
        if (!_isWriting && !isDue) return;
        foreach (var entry in _devices.Values.Where(e => e.IsChanged)) Save(entry);
        _factsSavedAt = _now;
    }

    private void Save(DeviceEntry entry)
    {
        Writing().Save(new StoredDevice(entry.Facts, entry.Cursor));
        entry.IsChanged = false;
    }

    /// <summary>The store, in the step's one transaction.</summary>
    private FleetTables Writing()
    {
        if (!_isWriting) _store.Begin();
        _isWriting = true;
        return _tables;
    }

    /// <summary>True when it is time to publish this, for the first time in this run or once more.</summary>
    private bool IsDue(string what)
    {
        if (_sentAt.TryGetValue(what, out var at) && _now - at < _resendAfter) return false;
        _sentAt[what] = _now;
        return true;
    }
}
