using EdgeAgent.Fleet.Rules;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>The devices that were ever seen: what they say of themselves, and when it is stored.</summary>
internal sealed class DeviceRegistry
{
    // Facts come again with the retained topics; they are written along with what must be written, else this often.
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
        // A retained one says what was, not that the device is there now.
        if (facts.Status != "lost") entry.NoteSeen(message, _step.Now);
        entry.IsChanged = true;
        // Said once a connection and acknowledged to the broker with this step: it would not come again.
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

    /// <summary>Stages what differs from the store, if the step writes anyway or it is time.</summary>
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

    // What was loaded from the store may be newer than what the broker kept.
    private static DateTimeOffset Later(DateTimeOffset at, DeviceFacts facts)
    {
        if (facts.Mode is null || at > facts.LastSeenAt) return at;
        return facts.LastSeenAt;
    }
}
