using EdgeAgent.Fleet.Store;

namespace EdgeAgent.Fleet.Tests.Store;

/// <summary>Three nats-servers with each row on all of them: the tests that one node cannot do.</summary>
public sealed class ClusterStoreTests : IDisposable
{
    private readonly TestNats _nats = new(3);

    public void Dispose() => _nats.Dispose();

    [Fact]
    public void Every_group_that_was_committed_is_there_after_a_node_was_killed_in_the_middle()
    {
        using (var store = Open("one"))
        {
            for (int i = 0; i < 60; i++)
            {
                if (i == 20) _nats.Kill(0);
                store.Touch();
                store.Begin();
                store.Put(Tables.Receipt, $"d.{i:D4}", BitConverter.GetBytes(i));
                store.Put(Tables.Device, "d", BitConverter.GetBytes(i));
                store.Commit();
            }
        }

        using var again = Open("two");
        Assert.Equal(Enumerable.Range(0, 60), again.All(Tables.Receipt).Select(r => BitConverter.ToInt32(r.Value)));
        Assert.Equal(59, BitConverter.ToInt32(again.All(Tables.Device).Single().Value));
    }

    [Fact]
    public void Of_two_writers_that_replace_the_same_revision_at_the_same_time_one_wins()
    {
        using var one = new Cluster(_nats.Options("one"), TimeProvider.System);
        using var two = new Cluster(_nats.Options("two"), TimeProvider.System);
        Bucket[] buckets = [one.Open("record"), two.Open("record")];
        ulong revision = 0;
        for (byte round = 0; round < 200; round++)
        {
            ulong?[] written = [null, null];
            Parallel.For(0, 2, i => written[i] = buckets[i].PutAlone("key", [round, (byte)i], revision));
            revision = Assert.Single(written.OfType<ulong>());
        }
    }

    private JetStreamStore Open(string controller) => JetStreamStore.Open(_nats.Options(controller), TimeProvider.System, _ => { }, CancellationToken.None)!;
}
