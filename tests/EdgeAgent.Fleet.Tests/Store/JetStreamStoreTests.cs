using EdgeAgent.Fleet.Store;
using NATS.Client.Core;

namespace EdgeAgent.Fleet.Tests.Store;

/// <summary>One nats-server.</summary>
public sealed class JetStreamStoreTests : FleetStoreContract, IDisposable
{
    private readonly TestNats _nats = new(1);

    public void Dispose() => _nats.Dispose();

    [Fact]
    public void A_driver_that_was_replaced_without_noticing_can_write_nothing_more()
    {
        using var old = Open();
        Commit(old, "a", "1");
        // The row is gone, as after a hang that is longer than the lease.
        using (var cluster = new Cluster(_nats.Options(), TimeProvider.System)) cluster.Open("lease").Remove("driver");
        using var fresh = JetStreamStore.Open(_nats.Options("two"), TimeProvider.System, _ => { }, TestContext.Current.CancellationToken)!;
        Assert.Equal(["a=1"], Rows(fresh));
        old.Begin();
        old.Put(Tables.Device, "a", "old"u8.ToArray());
        Assert.Throws<LeaseLostException>(old.Commit);
        Commit(fresh, "a", "2");
        Assert.Equal(["a=2"], Rows(fresh));
    }

    [Fact]
    public async Task A_controller_that_comes_second_waits_says_for_whom_and_follows_at_once_when_the_first_one_ends()
    {
        var told = new List<string>();
        using var isTold = new ManualResetEventSlim();
        var first = Open();
        var second = Task.Run(() => JetStreamStore.Open(_nats.Options("two"), TimeProvider.System, Told, CancellationToken.None)!, TestContext.Current.CancellationToken);
        Assert.True(isTold.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Commit(first, "a", "1");
        first.Dispose();
        using var store = await second;
        Assert.Equal(["one"], told);
        Assert.Equal(["a=1"], Rows(store));

        void Told(string holder)
        {
            told.Add(holder);
            isTold.Set();
        }
    }

    [Fact]
    public async Task A_driver_whose_lease_was_taken_is_told()
    {
        using var cluster = new Cluster(_nats.Options(), TimeProvider.System);
        var bucket = cluster.Open("lease");
        using var lease = new DriverLease(bucket, "one", TimeSpan.FromSeconds(1), TimeProvider.System);
        Assert.True(lease.TryTake());
        lease.Touch();
        bucket.Remove("driver");
        Assert.NotNull(bucket.Put("driver", "two"u8.ToArray(), 0));
        await lease.Ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Throws<LeaseLostException>(lease.Touch);
        lease.Release();
        Assert.Equal("two", lease.Holder);
    }

    [Fact]
    public async Task Receipts_of_a_device_are_read_without_a_consumer_which_takes_seconds_to_make_while_a_node_is_away()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var listener = new NatsConnection(NatsOpts.Default with { Url = _nats.Urls });
        await using var made = await listener.SubscribeCoreAsync<byte[]>("$JS.API.CONSUMER.>", cancellationToken: stop);
        await listener.PingAsync(stop);
        using var store = Open();
        store.Begin();
        for (int i = 0; i < 40; i++) store.Put(Tables.Receipt, $"d.{i:D2}", [(byte)i]);
        store.Commit();
        // Reading a whole table does create a consumer, which shows that the listener works.
        _ = store.All(Tables.Receipt).Count();
        await made.Msgs.ReadAsync(stop);
        await listener.PingAsync(stop);
        while (made.Msgs.TryRead(out _)) { }

        Assert.Equal(Enumerable.Range(10, 25).Select(i => (byte)i), store.Range(Tables.Receipt, "d.10", "d.35").Select(r => r.Value[0]));
        Assert.Equal([39, 38], store.Range(Tables.Receipt, "d.00", "d.99", newestFirst: true).Take(2).Select(r => r.Value[0]));
        await listener.PingAsync(stop);
        Assert.False(made.Msgs.TryRead(out var request), request.Subject);
    }

    [Fact]
    public void Waiting_for_the_first_controller_ends_when_the_program_is_told_to_stop()
    {
        using var first = Open();
        using var stop = new CancellationTokenSource();
        Assert.Null(JetStreamStore.Open(_nats.Options("two"), TimeProvider.System, _ => stop.Cancel(), stop.Token));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(900_000)]
    public void A_group_whose_driver_was_killed_after_the_record_and_before_the_rows_is_finished_by_the_next_one(int length)
    {
        using (var store = Open()) Commit(store, "a", "1");
        string value = new('x', length);
        using (var cluster = new Cluster(_nats.Options(), TimeProvider.System))
        {
            var slot = cluster.OpenRecord();
            var last = slot.Claim();
            slot.Replace(new GroupRecord(last.Group + 1, Guid.NewGuid(), [new RowChange(Tables.Device, "b", System.Text.Encoding.UTF8.GetBytes(value)), new RowChange(Tables.Device, "a", null)]));
        }

        Assert.Equal(["b=" + value], RowsAfterRestart());
    }

    [Fact]
    public void A_cluster_that_does_not_answer_is_an_error_after_the_stated_time()
    {
        var options = _nats.Options() with { Patience = TimeSpan.FromSeconds(1) };
        _nats.Kill(0);
        var fault = Assert.Throws<IOException>(() => JetStreamStore.Open(options, TimeProvider.System, _ => { }, CancellationToken.None));
        Assert.Contains("no answer within 1 s", fault.Message, StringComparison.Ordinal);
    }

    internal override JetStreamStore Open() => JetStreamStore.Open(_nats.Options(), TimeProvider.System, _ => { }, CancellationToken.None)!;
}
