using System.Collections.Concurrent;

namespace EdgeAgent.Fleet.Store;

/// <summary>
/// The shared store: key-value buckets of NATS JetStream, one for each table. The controller that holds the lease drives; the others wait.
/// A commit writes all its changes as one record over the record that it knows, then the rows, each over the revision that it knows. So a
/// driver that was replaced without noticing cannot write: the new one has written the record anew before it read anything. And a driver that is
/// killed between record and rows leaves a record from which the next one finishes the group.
/// </summary>
internal sealed class JetStreamStore : IFleetStore
{
    private const int ReadAtOnce = 16;

    private readonly Cluster _cluster;
    private readonly DriverLease _lease;
    private readonly RecordSlot _record;
    private readonly Dictionary<string, Bucket> _buckets;
    // Receipts are left out: they are many, and are written once.
    private readonly ConcurrentDictionary<(string Table, string Key), ulong> _revisions = new();
    private readonly Dictionary<(string Table, string Key), byte[]?> _staged = [];
    private long _group;

    private JetStreamStore(Cluster cluster, DriverLease lease)
    {
        (_cluster, _lease) = (cluster, lease);
        _buckets = Tables.All.ToDictionary(t => t, cluster.Open, StringComparer.Ordinal);
        _record = cluster.OpenRecord();
    }

    /// <summary>Waits until this controller may drive the fleet.</summary>
    /// <param name="waiting">Called once with the name of the controller that drives.</param>
    /// <returns>Null when <paramref name="stop"/> came first.</returns>
    /// <exception cref="IOException">The cluster does not answer.</exception>
    public static JetStreamStore? Open(ClusterOptions options, TimeProvider clock, Action<string> waiting, CancellationToken stop)
    {
        var cluster = new Cluster(options, clock);
        DriverLease? lease = null;
        try
        {
            lease = cluster.OpenLease();
            if (Wait(lease, clock, waiting, stop))
            {
                var store = new JetStreamStore(cluster, lease);
                store.TakeOver();
                return store;
            }
        }
        catch
        {
            lease?.Dispose();
            cluster.Dispose();
            throw;
        }

        lease.Dispose();
        cluster.Dispose();
        return null;
    }

    public void Begin() => _staged.Clear();

    public void Commit()
    {
        RowChange[] changes = [.. _staged.Select(s => new RowChange(s.Key.Table, s.Key.Key, s.Value))];
        var record = new GroupRecord(_group + 1, Guid.NewGuid(), changes);
        _record.Replace(record);
        _group = record.Group;
        _cluster.Calls.ForEach("commit", changes, Apply);
        _staged.Clear();
    }

    public void Rollback() => _staged.Clear();

    public void Put(string table, string key, byte[] value) => _staged[(table, key)] = value;

    public void Delete(string table, string key) => _staged[(table, key)] = null;

    public bool Has(string table, string key)
    {
        if (_staged.TryGetValue((table, key), out byte[]? value)) return value is not null;
        return _buckets[table].Get(key) is not null;
    }

    public IEnumerable<StoredRow> Range(string table, string from, string to, bool newestFirst = false)
    {
        var keys = new SortedSet<string>(_buckets[table].Keys(Filter(from, to)), StringComparer.Ordinal);
        foreach (var ((_, key), value) in _staged.Where(s => s.Key.Table == table))
        {
            if (value is null) keys.Remove(key);
            else keys.Add(key);
        }

        var inside = keys.Where(k => string.CompareOrdinal(k, from) >= 0 && string.CompareOrdinal(k, to) < 0);
        // Rows are read in chunks, so that a caller that takes only the first few does not read the rest.
        return (newestFirst ? inside.Reverse() : inside).Chunk(ReadAtOnce).SelectMany(some => Rows(table, some));
    }

    public IEnumerable<StoredRow> All(string table)
    {
        var rows = _buckets[table].Load();
        Remember(table, rows);
        return Merged(table, rows);
    }

    public void Touch() => _lease.Touch();

    public void Dispose()
    {
        try
        {
            _lease.Release();
        }
        catch (IOException)
        {
            // The lease runs out by itself.
        }

        _lease.Dispose();
        _cluster.Dispose();
    }

    private static bool Wait(DriverLease lease, TimeProvider clock, Action<string> waiting, CancellationToken stop)
    {
        bool isReported = false;
        while (!stop.IsCancellationRequested)
        {
            if (lease.TryTake()) return true;
            if (!isReported && lease.Holder is { } holder) waiting(holder);
            isReported = true;
            using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
            try
            {
                _ = pause.WaitForNextTickAsync(stop).AsTask().GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return false;
    }

    private void TakeOver()
    {
        var last = _record.Claim();
        _group = last.Group;
        foreach (string table in Tables.All.Where(t => t != Tables.Receipt)) Remember(table, _buckets[table].Load());
        _cluster.Calls.ForEach("take over", last.Changes, Apply);
    }

    private void Remember(string table, List<BucketRow> rows)
    {
        if (table == Tables.Receipt) return;
        foreach (var row in rows) _revisions[(table, row.Key)] = row.Revision;
    }

    private async Task Apply(RowChange change, CancellationToken cancellation)
    {
        var bucket = _buckets[change.Table];
        if (change.Value is not { } value)
        {
            await bucket.Remove(change.Key, cancellation).ConfigureAwait(false);
            _revisions.TryRemove((change.Table, change.Key), out _);
            return;
        }

        ulong known = _revisions.GetValueOrDefault((change.Table, change.Key));
        ulong? written = await bucket.Write(change.Key, value, known, cancellation).ConfigureAwait(false);
        if (written is null) throw new LeaseLostException($"{change.Table} {change.Key} was written by another controller");
        if (change.Table != Tables.Receipt) _revisions[(change.Table, change.Key)] = written.Value;
    }

    // Staged rows replace stored ones.
    private IEnumerable<StoredRow> Merged(string table, List<BucketRow> stored)
    {
        var rows = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var row in stored) rows[row.Key] = row.Value;
        foreach (var ((_, key), value) in _staged.Where(s => s.Key.Table == table))
        {
            if (value is null) rows.Remove(key);
            else rows[key] = value;
        }

        return rows.Select(r => new StoredRow(r.Key, r.Value));
    }

    private IEnumerable<StoredRow> Rows(string table, string[] keys)
    {
        string[] stored = [.. keys.Where(k => !_staged.ContainsKey((table, k)))];
        var values = stored.Zip(_buckets[table].GetAll(stored)).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        return keys.Select(k => new StoredRow(k, values.GetValueOrDefault(k) ?? _staged[(table, k)]!));
    }

    // Matches the parts that both ends have in common; the caller drops the keys outside the range.
    private static string Filter(string from, string to)
    {
        var common = from.Split('.').Zip(to.Split('.')).TakeWhile(p => p.First == p.Second && p.First.Length > 0).Select(p => p.First);
        return string.Concat(common.Select(part => part + ".")) + ">";
    }
}
