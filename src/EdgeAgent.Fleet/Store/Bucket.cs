using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.KeyValueStore;

namespace EdgeAgent.Fleet.Store;

/// <summary>One key-value bucket. Most of its nodes have a write that was answered.</summary>
internal sealed class Bucket(INatsKVStore store, ClusterCalls calls)
{
    private const int WrongLastSequence = 10071;

    private string StreamName => "KV_" + store.Bucket;

    /// <exception cref="IOException">No answer, or a node that lags behind for too long.</exception>
    public List<BucketRow> Load() => calls.Call(store.Bucket, async cancellation =>
    {
        var rows = await Read(cancellation).ConfigureAwait(false);
        // A follower may not have all rows yet; the leader knows how many there are.
        var stream = await store.JetStreamContext.GetStreamAsync(StreamName, cancellationToken: cancellation).ConfigureAwait(false);
        if (rows.Count != stream.Info.State.Messages) throw new TimeoutException($"{rows.Count} of {stream.Info.State.Messages} rows");
        return rows;
    });

    /// <summary>
    /// The keys below a key's first parts (<c>a.b.&gt;</c>), in no order. The stream's leader answers this alone. Reading the rows one after the
    /// other would take a consumer, for which the nodes elect a leader, and that takes seconds while a node is away.
    /// </summary>
    public List<string> Keys(string filter) => calls.Call(store.Bucket, async cancellation =>
    {
        string prefix = $"$KV.{store.Bucket}.";
        var request = new StreamInfoRequest { SubjectsFilter = prefix + filter };
        var stream = await store.JetStreamContext.GetStreamAsync(StreamName, request, cancellation).ConfigureAwait(false);
        return stream.Info.State.Subjects?.Keys.Select(subject => subject[prefix.Length..]).ToList() ?? [];
    });

    /// <summary>The values of the given keys, in the order of the keys. Every key must exist.</summary>
    public byte[][] GetAll(IReadOnlyList<string> keys) => calls.Call(store.Bucket, cancellation => Task.WhenAll(keys.Select(async key =>
        // A follower may not have the row yet.
        await Find(key, cancellation).ConfigureAwait(false) is { } row ? row.Value : throw new TimeoutException($"{key} is not there"))));

    public BucketRow? Get(string key) => calls.Call(store.Bucket, cancellation => Find(key, cancellation));

    /// <summary>Writes a row and returns its new revision; null when another writer has changed the row since <paramref name="expected"/> (0: the row must not exist).</summary>
    public ulong? Put(string key, byte[] value, ulong expected) => calls.Call(store.Bucket, cancellation => Write(key, value, expected, cancellation));

    /// <inheritdoc cref="Put"/>
    public Task<ulong?> PutAsync(string key, byte[] value, ulong expected, CancellationToken stop) =>
        calls.CallAsync(store.Bucket, cancellation => Write(key, value, expected, cancellation), stop);

    /// <inheritdoc cref="Put"/>
    public async Task<ulong?> Write(string key, byte[] value, ulong expected, CancellationToken cancellation)
    {
        var written = await store.TryUpdateAsync(key, value, expected, cancellationToken: cancellation).ConfigureAwait(false);
        if (written.Success) return written.Value;
        if (written.Error is not NatsKVWrongLastRevisionException) throw written.Error;
        return await OfEarlierTry(key, value, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// As <see cref="Put"/>, for a bucket of one row. Of two writers that name the same revision at the same time only one succeeds: nodes of
    /// nats-server 2.9 compare the stream's last number when they apply a write, but a key's number only when they accept it, and two may pass there.
    /// </summary>
    public ulong? PutAlone(string key, byte[] value, ulong expected) => calls.Call(store.Bucket, async cancellation =>
    {
        var opts = new NatsJSPubOpts { ExpectedLastSequence = expected };
        var answer = await store.JetStreamContext.PublishAsync($"$KV.{store.Bucket}.{key}", value, opts: opts, cancellationToken: cancellation).ConfigureAwait(false);
        if (answer.Error is null) return (ulong?)answer.Seq;
        if (answer.Error.ErrCode != WrongLastSequence) throw new TimeoutException(answer.Error.Description);
        return await OfEarlierTry(key, value, cancellation).ConfigureAwait(false);
    });

    /// <summary>Deletes a row without a delete marker.</summary>
    public async Task Remove(string key, CancellationToken cancellation) =>
        await store.JetStreamContext.PurgeStreamAsync(StreamName, new StreamPurgeRequest { Filter = $"$KV.{store.Bucket}.{key}" }, cancellation).ConfigureAwait(false);

    public void Remove(string key) => calls.ForEach(store.Bucket, [key], Remove);

    // An earlier try may have succeeded and its answer may have been lost.
    private async Task<ulong?> OfEarlierTry(string key, byte[] value, CancellationToken cancellation)
    {
        if (await Find(key, cancellation).ConfigureAwait(false) is { } row && row.Value.AsSpan().SequenceEqual(value)) return row.Revision;
        return null;
    }

    private async Task<BucketRow?> Find(string key, CancellationToken cancellation)
    {
        var found = await store.TryGetEntryAsync<byte[]>(key, cancellationToken: cancellation).ConfigureAwait(false);
        if (found.Success) return new BucketRow(key, found.Value.Value ?? [], found.Value.Revision);
        if (found.Error is NatsKVKeyNotFoundException or NatsKVKeyDeletedException) return null;
        throw found.Error;
    }

    private async Task<List<BucketRow>> Read(CancellationToken cancellation)
    {
        var rows = new List<BucketRow>();
        var opts = new NatsKVWatchOpts { OnNoData = _ => ValueTask.FromResult(true) };
        await foreach (var entry in store.WatchAsync<byte[]>(">", opts: opts, cancellationToken: cancellation).ConfigureAwait(false))
        {
            if (entry.Operation == NatsKVOperation.Put) rows.Add(new BucketRow(entry.Key, entry.Value ?? [], entry.Revision));
            if (entry.Delta == 0) break;
        }

        return rows;
    }
}
