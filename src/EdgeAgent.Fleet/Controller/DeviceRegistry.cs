using EdgeAgent.Fleet.Rules;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>All devices that were ever seen: keeps what they report about themselves, and decides when that is stored.</summary>
internal sealed class DeviceRegistry
{
    // The retained topics deliver the facts again, so they need no commit of their own: they are written with the next commit, or this often.
    private static readonly TimeSpan FactsEvery = TimeSpan.FromMinutes(1);

    private readonly FleetStep _step;
    private readonly Dictionary<string, DeviceEntry> _entries = new(StringComparer.Ordinal);
    private DateTimeOffset? _factsSavedAt;

    public DeviceRegistry(FleetStep step)
    {
        _step = step;
        foreach (var (facts, cursor) in step.Stored.Devices()) _entries[facts.Id] = new DeviceEntry(facts) { Cursor = cursor };
    }

    public int Count => _entries.Count;

    public IReadOnlyCollection<DeviceEntry> All => _entries.Values;

    public DeviceEntry? Find(string device) => _entries.GetValueOrDefault(device);

    /// <summary>The device's entry, made when it was never seen before.</summary>
    public DeviceEntry FindOrAdd(string device)
    {
        if (_entries.TryGetValue(device, out var entry)) return entry;
        return _entries[device] = new DeviceEntry(new DeviceFacts(device) { LastSeenAt = _step.Now }) { IsChanged = true };
    }

    public IEnumerable<DeviceEntry> Matching(Selector selector)
    {
        var isMeant = selector.Compile();
        return _entries.Values.Where(e => isMeant(e.Facts));
    }

    public void TakeStatus(DeviceEntry entry, InboundMessage message)
    {
        var before = entry.Facts;
        var facts = DeviceReader.Status(before, message.Payload);
        entry.Facts = facts;
        // The broker publishes "lost", not the device.
        if (facts.Status != "lost") entry.NoteSeen(message, _step.Now);
        entry.IsChanged = true;
        // A device publishes its status once per connection, and this step acknowledges it to the broker: it would not come again.
        _ = _step.Writing();
        if (facts.Session != before.Session) entry.NeedsSync = true;
    }

    public void TakeState(DeviceEntry entry, InboundMessage message)
    {
        var (facts, at) = DeviceReader.State(entry.Facts, message.Payload);
        bool isPast = message.IsRetained && at < _step.Now;
        entry.Facts = facts with { LastSeenAt = isPast ? Later(at, entry.Facts) : _step.Now };
        entry.IsChanged = true;
    }

    /// <summary>Stages what differs from the store, when the step writes anyway or a minute has passed since the last time.</summary>
    public void SaveFacts()
    {
        bool isDue = _step.Now - (_factsSavedAt ?? DateTimeOffset.MinValue) >= FactsEvery;
        if (!_step.IsWriting && !isDue) return;
        foreach (var entry in _entries.Values.Where(e => e.IsChanged)) Save(entry);
        _factsSavedAt = _step.Now;
    }

    private void Save(DeviceEntry entry)
    {
        _step.Writing().Save(new StoredDevice(entry.Facts, entry.Cursor));
        entry.IsChanged = false;
    }

    // The time from the store may be newer than that of the retained document.
    private static DateTimeOffset Later(DateTimeOffset at, DeviceFacts facts)
    {
        if (facts.Mode is null || at > facts.LastSeenAt) return at;
        return facts.LastSeenAt;
    }
}
