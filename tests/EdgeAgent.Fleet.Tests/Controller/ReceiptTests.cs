using EdgeAgent.Fleet.Store;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Fleet.Tests.Controller;

public sealed class ReceiptTests : IDisposable
{
    private readonly FleetRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_receipt_is_acknowledged_with_its_number_once_it_is_stored()
    {
        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(1, "a", "QUEUED") + "," + FleetRig.Item(2, "a", "SUCCEEDED")));
        Assert.Equal(2, _rig.SaidTo("pi/receipt/ack").Single().GetProperty("up_to_seq").GetInt64());
        _rig.Restart();
        Assert.Equal([1, 2], _rig.StoredSeqs("pi"));
    }

    [Fact]
    public void A_repeated_receipt_is_acknowledged_again_and_stored_once()
    {
        var receipt = FleetRig.Receipt("pi", FleetRig.Item(1, "a", "QUEUED"));
        _rig.Hear(receipt);
        _rig.Restart();
        _rig.Hear(receipt);
        Assert.Equal(1, _rig.SaidTo("pi/receipt/ack").Single().GetProperty("up_to_seq").GetInt64());
        Assert.Equal([1], _rig.StoredSeqs("pi"));
    }

    [Fact]
    public void Nothing_behind_a_gap_is_acknowledged_and_the_device_is_asked_to_send_again()
    {
        _rig.Online("pi");
        _rig.Hear(_rig.SyncAnswer("pi", 0, 0));
        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(1, "a", "QUEUED")));
        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(3, "b", "QUEUED")));
        Assert.Equal(1, _rig.SaidTo("pi/receipt/ack").Single().GetProperty("up_to_seq").GetInt64());
        Assert.Single(_rig.SaidTo("pi/ctl/sync"));

        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(2, "a", "SUCCEEDED")));
        Assert.Equal(3, _rig.SaidTo("pi/receipt/ack").Single().GetProperty("up_to_seq").GetInt64());
    }

    [Fact]
    public void A_number_that_the_device_no_longer_has_is_counted_as_missing_and_does_not_stop_the_others()
    {
        _rig.Online("pi");
        _rig.Hear(_rig.SyncAnswer("pi", 0, 0));
        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(1, "a", "QUEUED")));
        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(4, "b", "QUEUED")));
        _rig.Hear(_rig.SyncAnswer("pi", first: 4, last: 4));
        Assert.Equal(4, _rig.SaidTo("pi/receipt/ack").Single().GetProperty("up_to_seq").GetInt64());
        Assert.Equal(2, _rig.Ask("show", """{"device":"pi"}""").GetProperty("data").GetProperty("receipts_missing").GetInt64());
    }

    [Fact]
    public void A_device_whose_receipts_begin_above_one_is_asked_where_they_begin()
    {
        _rig.Online("pi");
        var answer = _rig.SyncAnswer("pi", first: 1001, last: 1001);
        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(1001, "a", "QUEUED"), epoch: 7));
        Assert.Empty(_rig.SaidTo("pi/receipt/ack"));
        _rig.Hear(answer);
        Assert.Equal(1001, _rig.SaidTo("pi/receipt/ack").Single().GetProperty("up_to_seq").GetInt64());
        Assert.Equal(0, _rig.Ask("show", """{"device":"pi"}""").GetProperty("data").GetProperty("receipts_missing").GetInt64());
    }

    [Fact]
    public void An_old_receipt_goes_after_90_days_and_one_that_is_not_acknowledged_stays()
    {
        _rig.Online("pi");
        _rig.Hear(_rig.SyncAnswer("pi", 0, 0));
        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(1, "a", "QUEUED") + "," + FleetRig.Item(2, "a", "SUCCEEDED")));
        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(4, "b", "QUEUED")));
        _rig.Pass(TimeSpan.FromDays(89.9));
        _rig.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2, 4], _rig.StoredSeqs("pi"));
        _rig.Pass(TimeSpan.FromDays(1.2));
        Assert.Equal([4], _rig.StoredSeqs("pi"));
        _rig.Restart();
        _rig.Hear(FleetRig.Receipt("pi", FleetRig.Item(3, "b", "QUEUED")));
        Assert.Equal(4, _rig.SaidTo("pi/receipt/ack").Single().GetProperty("up_to_seq").GetInt64());
    }

    [Fact]
    public void A_new_connection_of_a_device_is_asked_for_what_it_still_has()
    {
        _rig.Online("pi");
        Assert.Single(_rig.SaidTo("pi/ctl/sync"));
        _rig.Hear(_rig.SyncAnswer("pi", 0, 0));
        _rig.Pass(TimeSpan.FromMinutes(2));
        Assert.Empty(_rig.SaidTo("pi/ctl/sync"));
        _rig.Online("pi", session: 2);
        Assert.Single(_rig.SaidTo("pi/ctl/sync"));
    }

    [Fact]
    public void Whatever_the_order_and_however_often_they_come_all_receipts_are_stored_once_and_acknowledged()
    {
        var order = Gen.Shuffle(Enumerable.Range(1, 12).Concat(Enumerable.Range(1, 12)).ToArray());
        Prop.ForAll(order.ToArbitrary(), numbers =>
        {
            using var rig = new FleetRig();
            long acknowledged = 0;
            foreach (int[] batch in numbers.Chunk(5))
            {
                rig.Hear([.. batch.Select(n => FleetRig.Receipt("pi", FleetRig.Item(n, $"t{n}", "SUCCEEDED")))]);
                long told = rig.SaidTo("pi/receipt/ack").Select(d => d.GetProperty("up_to_seq").GetInt64()).DefaultIfEmpty(acknowledged).Max();
                var stored = rig.StoredSeqs("pi");
                Assert.All(Enumerable.Range(1, (int)told), n => Assert.Contains(n, stored));
                Assert.InRange(told, acknowledged, 12);
                acknowledged = told;
            }

            Assert.Equal(12, acknowledged);
            Assert.Equal(Enumerable.Range(1, 12).Select(n => (long)n), rig.StoredSeqs("pi"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(8));
    }

    [Fact]
    public void A_store_of_an_earlier_version_is_read_and_its_receipts_count()
    {
        using var old = new FleetRig(folder => Written(new MirroredStore(folder)));
        old.Hear(FleetRig.Receipt("a", FleetRig.Item(4, "c_a_1", "SUCCEEDED")));
        Assert.Equal([1, 2, 3, 4], old.StoredSeqs("a"));
        Assert.Equal(4, Assert.Single(old.SaidTo("a/receipt/ack")).GetProperty("up_to_seq").GetInt64());
        Assert.Equal("completed", old.Ask("order", """{"id":"c"}""").GetProperty("data").GetProperty("phase").GetString());
    }

    // A record without the fields that were added later: the highest number, the time of storing, what the order was made from.
    private static MirroredStore Written(MirroredStore store)
    {
        store.Begin();
        Put(Tables.Device, "a", """{"facts":{"id":"a","groups":[],"tags":[],"caps":[],"last_seen_at":"2026-05-01T08:00:00+00:00"},"cursor":{"epoch":1,"up_to":3}}""");
        Put(Tables.Campaign, "c", """{"spec":{"id":"c","task":"{\u0022kind\u0022:\u0022noop\u0022}","select":{},"stages":[{"percent":100,"success_pct":90}],"abort":{"least_outcomes":1},"report_within":"1.00:00:00"},"phase":"Running","started_at":"2026-06-01T07:00:00+00:00"}""");
        Put(Tables.Target, "c.a", """{"device":"a","outcome":"Accepted","attempt":1,"assigned_at":"2026-06-01T07:00:00+00:00"}""");
        for (int seq = 1; seq <= 3; seq++)
            Put(Tables.Receipt, $"a.{1:D19}.{seq:D19}", $$$"""{"device":"a","epoch":1,"seq":{{{seq}}},"item":{"seq":{{{seq}}},"id":"c_a_1","rev":1,"status":"Queued","sha256":"0","ts":"2026-06-01T07:00:00+00:00"}}""");
        store.Commit();
        return store;

        void Put(string table, string key, string row) => store.Put(table, key, System.Text.Encoding.UTF8.GetBytes(row));
    }
}
