using System.Text;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Fleet.Tests.Controller;

namespace EdgeAgent.Fleet.Tests.Store;

/// <summary>The rules that every store of the fleet must keep. <see cref="Open"/> gives the same state again, as a new process would find it.</summary>
public abstract class FleetStoreContract
{
    [Fact]
    public void What_was_committed_is_there_after_a_restart_and_what_was_not_is_not()
    {
        using (var store = Open())
        {
            Commit(store, "a", "1");
            store.Begin();
            store.Put(Tables.Device, "b", "2"u8.ToArray());
        }

        Assert.Equal(["a=1"], RowsAfterRestart());
    }

    [Fact]
    public void A_rollback_takes_back_the_whole_group()
    {
        using (var store = Open())
        {
            Commit(store, "a", "1");
            store.Begin();
            store.Put(Tables.Device, "a", "2"u8.ToArray());
            store.Put(Tables.Device, "b", "2"u8.ToArray());
            store.Rollback();
            Commit(store, "c", "3");
            Assert.Equal(["a=1", "c=3"], Rows(store));
        }

        Assert.Equal(["a=1", "c=3"], RowsAfterRestart());
    }

    [Fact]
    public void Reads_see_what_is_staged()
    {
        using var store = Open();
        Commit(store, "a.1", "1");
        Commit(store, "a.2", "2");
        store.Begin();
        store.Put(Tables.Device, "a.1", "9"u8.ToArray());
        store.Put(Tables.Device, "a.3", "3"u8.ToArray());
        store.Delete(Tables.Device, "a.2");
        Assert.Equal(["a.1=9", "a.3=3"], Rows(store));
        Assert.Equal(["a.3", "a.1"], store.Range(Tables.Device, "a.", "a/", newestFirst: true).Select(r => r.Key));
        Assert.True(store.Has(Tables.Device, "a.3"));
        Assert.False(store.Has(Tables.Device, "a.2"));
        store.Rollback();
        Assert.Equal(["a.1=1", "a.2=2"], Rows(store));
    }

    [Fact]
    public void Keys_are_in_ordinal_order_whatever_the_language_of_the_machine()
    {
        using var store = Open();
        foreach (string key in new[] { "b.1", "a-b.1", "a.2", "B.1", "a.1" }) Commit(store, key, key);
        Assert.Equal(["B.1", "a-b.1", "a.1", "a.2", "b.1"], store.All(Tables.Device).Select(r => r.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["a.1", "a.2"], store.Range(Tables.Device, "a.", "a/").Select(r => r.Key));
        Assert.Equal(["a.2", "a.1"], store.Range(Tables.Device, "a.", "a/", newestFirst: true).Select(r => r.Key));
        Assert.True(store.Has(Tables.Device, "B.1"));
        Assert.False(store.Has(Tables.Device, "A.1"));
    }

    [Fact]
    public void A_deleted_row_is_gone_after_a_restart_and_may_be_written_anew()
    {
        using (var store = Open())
        {
            Commit(store, "a", "1");
            store.Begin();
            store.Delete(Tables.Device, "a");
            store.Delete(Tables.Device, "never-there");
            store.Commit();
            Assert.Empty(store.All(Tables.Device));
            Commit(store, "a", "2");
            store.Begin();
            store.Delete(Tables.Device, "a");
            store.Commit();
        }

        Assert.Empty(RowsAfterRestart());
    }

    [Fact]
    public void A_group_larger_than_any_message_is_one_group()
    {
        string large = new('x', 30_000);
        using (var store = Open())
        {
            for (int round = 0; round < 2; round++)
            {
                store.Begin();
                for (int i = 0; i < 60; i++) store.Put(Tables.Device, $"d{i:D3}", Encoding.UTF8.GetBytes(large));
                store.Commit();
            }

            Commit(store, "small", "1");
        }

        var rows = RowsAfterRestart();
        Assert.Equal(61, rows.Count);
        Assert.Equal("d059=" + large, rows[59]);
    }

    [Fact]
    public void Any_sequence_of_groups_rollbacks_and_restarts_leaves_what_a_plain_map_would_hold()
    {
        var random = new Random(7);
        var model = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var store = Open();
        for (int group = 0; group < 40; group++)
        {
            var staged = new SortedDictionary<string, string>(model, StringComparer.Ordinal);
            store.Begin();
            for (int i = random.Next(1, 6); i > 0; i--) Change(store, staged, random, group);
            if (random.Next(4) == 0) store.Rollback();
            else
            {
                store.Commit();
                model = staged;
            }

            if (random.Next(10) == 0)
            {
                store.Dispose();
                store = Open();
            }
        }

        Assert.Equal(model.Select(m => $"{m.Key}={m.Value}"), Rows(store));
        store.Dispose();
        Assert.Equal(model.Select(m => $"{m.Key}={m.Value}"), RowsAfterRestart());
    }

    [Fact]
    public void A_controller_that_was_killed_goes_on_with_its_campaign_and_has_every_receipt_once()
    {
        using var rig = new FleetRig(_ => Open());
        foreach (string device in new[] { "a", "b" }) rig.Online(device);
        rig.Ask("campaign_start", """{"document":{"id":"c","stages":[{"count":1},{"percent":100}],"task":{"kind":"noop"}}}""");
        rig.Restart();
        string first = rig.Submitted().Single();
        rig.Hear(FleetRig.Receipt(first, FleetRig.Item(1, $"c_{first}_1", "QUEUED") + "," + FleetRig.Item(2, $"c_{first}_1", "SUCCEEDED")));
        rig.Restart();
        rig.Hear(FleetRig.Receipt(first, FleetRig.Item(2, $"c_{first}_1", "SUCCEEDED")));
        Assert.Equal(2, rig.SaidTo($"{first}/receipt/ack").Single().GetProperty("up_to_seq").GetInt64());
        Assert.Equal([1, 2], rig.StoredSeqs(first));
        string second = first == "a" ? "b" : "a";
        rig.Hear(FleetRig.Receipt(second, FleetRig.Item(1, $"c_{second}_1", "SUCCEEDED")));
        Assert.Equal("completed", rig.Ask("order", """{"id":"c"}""").GetProperty("data").GetProperty("phase").GetString());
    }

    internal abstract IFleetStore Open();

    private protected static void Commit(IFleetStore store, string key, string value)
    {
        store.Begin();
        store.Put(Tables.Device, key, Encoding.UTF8.GetBytes(value));
        store.Commit();
    }

    private protected static List<string> Rows(IFleetStore store) => [.. store.All(Tables.Device).Select(r => $"{r.Key}={Encoding.UTF8.GetString(r.Value)}")];

    private protected List<string> RowsAfterRestart()
    {
        using var again = Open();
        return Rows(again);
    }

    private static void Change(IFleetStore store, SortedDictionary<string, string> staged, Random random, int group)
    {
        string key = $"k{random.Next(8)}";
        if (random.Next(4) == 0)
        {
            store.Delete(Tables.Device, key);
            staged.Remove(key);
            return;
        }

        staged[key] = $"{group}";
        store.Put(Tables.Device, key, Encoding.UTF8.GetBytes($"{group}"));
    }
}
