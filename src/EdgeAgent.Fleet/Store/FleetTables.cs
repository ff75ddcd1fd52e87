using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Store;

/// <summary>Stores the rules' values as rows of an <see cref="IFleetStore"/>. The store's rules about transactions and threads apply.</summary>
internal sealed class FleetTables(IFleetStore store)
{
    public IEnumerable<StoredDevice> Devices() => store.All(Tables.Device).ToList().Select(r => WithHighest(Read(r, FleetJson.Default.StoredDevice)));

    public IEnumerable<Campaign> Campaigns()
    {
        var targets = Children(Tables.Target, FleetJson.Default.Target);
        return store.All(Tables.Campaign).Select(r => Read(r, FleetJson.Default.Campaign) with
        {
            Targets = targets[r.Key].ToImmutableSortedDictionary(t => t.Device, t => t, StringComparer.Ordinal),
        });
    }

    public IEnumerable<Pool> Pools()
    {
        var candidates = Children(Tables.Candidate, FleetJson.Default.Candidate);
        return store.All(Tables.Pool).Select(r => Read(r, FleetJson.Default.Pool) with
        {
            Candidates = candidates[r.Key].ToImmutableSortedDictionary(c => c.Device, c => c, StringComparer.Ordinal),
        });
    }

    public void Save(StoredDevice device) => Put(Tables.Device, device.Facts.Id, device, FleetJson.Default.StoredDevice);

    /// <param name="before">The stored value; null when there is none. Only differences are written.</param>
    public void Save(Campaign campaign, Campaign? before)
    {
        if (before is null || campaign with { Targets = before.Targets } != before) Put(Tables.Campaign, campaign.Spec.Id, campaign, FleetJson.Default.Campaign);
        foreach (var (device, target) in Changed(campaign.Targets, before?.Targets)) Put(Tables.Target, Key(campaign.Spec.Id, device), target, FleetJson.Default.Target);
    }

    /// <inheritdoc cref="Save(Campaign, Campaign?)"/>
    public void Save(Pool pool, Pool? before)
    {
        if (before is null || pool with { Candidates = before.Candidates } != before) Put(Tables.Pool, pool.Spec.Id, pool, FleetJson.Default.Pool);
        foreach (var (device, candidate) in Changed(pool.Candidates, before?.Candidates)) Put(Tables.Candidate, Key(pool.Spec.Id, device), candidate, FleetJson.Default.Candidate);
    }

    /// <summary>Stores a receipt. False when one with this number is stored already; that one stays.</summary>
    /// <param name="isBeyond">The number is above all stored ones, so the store is not queried.</param>
    public bool Add(StoredItem item, bool isBeyond)
    {
        string key = Key(item.Device, item.Epoch, item.Seq);
        if (!isBeyond && store.Has(Tables.Receipt, key)) return false;
        Put(Tables.Receipt, key, item, FleetJson.Default.StoredItem);
        return true;
    }

    /// <summary>Receipts in the order of their numbers, from the one after <paramref name="after"/> up to and with <paramref name="upTo"/>.</summary>
    public IEnumerable<StoredItem> Between(string device, long epoch, long after, long upTo = long.MaxValue - 1) =>
        Items(store.Range(Tables.Receipt, Key(device, epoch, after + 1), Key(device, epoch, upTo + 1)));

    /// <summary>Receipts in order, those of earlier epochs first, up to and with this number of this epoch.</summary>
    public IEnumerable<StoredItem> Oldest(string device, long epoch, long upTo) => Items(store.Range(Tables.Receipt, Key(device, 0, 0), Key(device, epoch, upTo + 1)));

    public void Remove(StoredItem item) => store.Delete(Tables.Receipt, Key(item.Device, item.Epoch, item.Seq));

    /// <summary>Receipts of all epochs, the newest first.</summary>
    public IEnumerable<StoredItem> Newest(string device, int limit) =>
        Items(store.Range(Tables.Receipt, Key(device, 0, 0), Key(device, long.MaxValue, long.MaxValue), newestFirst: true)).Take(limit);

    public IEnumerable<StoredItem> Receipts() => Items(store.All(Tables.Receipt));

    // A store of an earlier version does not have the highest number.
    private StoredDevice WithHighest(StoredDevice device)
    {
        if (device.Cursor is { Epoch: { } epoch, Highest: null })
        {
            return device with { Cursor = device.Cursor with { Highest = HighestSeq(device.Facts.Id, epoch) } };
        }

        return device;
    }

    private long HighestSeq(string device, long epoch) =>
        Items(store.Range(Tables.Receipt, Key(device, epoch, 0), Key(device, epoch, long.MaxValue), newestFirst: true)).FirstOrDefault()?.Seq ?? 0;

    // A dot separates the parts: no name has one, and no store gives it another meaning in a key.
    private static string Key(string owner, string device) => owner + "." + device;

    private static string Key(string device, long epoch, long seq) => string.Create(CultureInfo.InvariantCulture, $"{device}.{epoch:D19}.{seq:D19}");

    private static IEnumerable<KeyValuePair<string, T>> Changed<T>(ImmutableSortedDictionary<string, T> now, ImmutableSortedDictionary<string, T>? before) where T : class =>
        now.Where(p => before is null || !before.TryGetValue(p.Key, out var old) || !ReferenceEquals(old, p.Value));

    private static IEnumerable<StoredItem> Items(IEnumerable<StoredRow> rows) => rows.Select(r => Read(r, FleetJson.Default.StoredItem));

    private ILookup<string, T> Children<T>(string table, JsonTypeInfo<T> type) =>
        store.All(table).ToLookup(r => r.Key[..r.Key.IndexOf('.', StringComparison.Ordinal)], r => Read(r, type), StringComparer.Ordinal);

    private void Put<T>(string table, string key, T value, JsonTypeInfo<T> type) => store.Put(table, key, JsonSerializer.SerializeToUtf8Bytes(value, type));

    private static T Read<T>(StoredRow row, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Value, type) ?? throw new IOException($"the stored {typeof(T).Name} {row.Key} is empty");
        }
        catch (JsonException e)
        {
            throw new IOException($"the stored {typeof(T).Name} {row.Key} cannot be read: {e.Message}", e);
        }
    }
}
