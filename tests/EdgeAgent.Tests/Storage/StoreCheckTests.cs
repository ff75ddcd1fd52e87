using System.Globalization;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Tests.Storage;

/// <summary>Every stored byte is covered by a checksum: a flipped one is found at the next start, set aside and reported.</summary>
public sealed class StoreCheckTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("blob", "key", "value")]
    [InlineData("meta", "key", "value")]
    [InlineData("rollup", "start", "value")]
    public void A_flip_of_any_byte_of_any_value_is_found_and_set_aside(string table, string key, string column)
    {
        using var db = Filled();
        foreach (var (name, value) in Rows(db, $"SELECT {key},{column} FROM {table}"))
        {
            for (int i = 0; i < value.Length; i++)
            {
                Set(db, table, key, column, name, Flipped(value, i));
                var loss = Assert.Single(new StoreCheck(db).Run());
                Assert.Equal((table, name), (loss.Table, loss.Key));
                Assert.DoesNotContain(Rows(db, $"SELECT {key},{column} FROM {table}"), r => r.Key == name);
                Restore(db, table, key, column, name, value);
            }
        }

        Assert.InRange(int.Parse(db.Scalar("SELECT COUNT(*) FROM set_aside")!, CultureInfo.InvariantCulture), 1, 100);
    }

    [Theory]
    [InlineData("spec")]
    [InlineData("state")]
    [InlineData("id")]
    public void A_flip_of_any_byte_of_a_task_is_found(string column)
    {
        using var db = Filled();
        var tasks = new TaskTable(db);
        byte[] value = Rows(db, $"SELECT n,{column} FROM task")[0].Value;
        for (int i = 0; i < value.Length; i++)
        {
            Set(db, "task", "n", column, "1", Flipped(value, i));
            Assert.False(tasks.All()[0].IsGood);
        }

        Set(db, "task", "n", column, "1", value);
        Assert.True(tasks.All()[0].IsGood);
    }

    [Theory]
    [InlineData("item")]
    [InlineData("reply_to")]
    [InlineData("correlation")]
    public void A_flip_of_any_byte_of_a_receipt_is_found_and_its_number_stays(string column)
    {
        using var db = Filled();
        var receipts = new ReceiptTable(db);
        byte[] value = Rows(db, $"SELECT seq,{column} FROM receipt")[0].Value;
        for (int i = 0; i < value.Length; i++)
        {
            Set(db, "receipt", "seq", column, "1", Flipped(value, i));
            var row = Assert.Single(receipts.After(0, 10));
            Assert.Equal((1, false), (row.Seq, row.IsGood));
        }
    }

    private Sqlite Filled()
    {
        string path = _folder.File("agent.db");
        var (store, boot) = AgentStore.Open(path, "boot", 1000, Noon, ClockTrust.Ntp);
        using (store)
        {
            store.Begin();
            store.Tasks.Insert(new TaskRecord { Spec = new TaskSpec { Id = "a", Kind = "noop" }, Sha256 = "00", AcceptedAt = Noon, AcceptedMs = 5 });
            store.Receipts.Append("""{"id":"a"}"""u8, "edge/v1/ops", [1, 2, 3]);
            store.Blobs.Set("counters", "{\"Accepted\":7}"u8);
            store.Blobs.Set("forecast", Enumerable.Range(0, 200).Select(n => (byte)n).ToArray());
            store.Rollups.Set(900_000, [1, 2, 3, 4, 5, 6, 7, 8]);
            store.Commit(new Timestamp(Noon, boot.OffsetMs + 2000, ClockTrust.Ntp));
        }

        var db = Sqlite.Open(path);
        db.Execute("PRAGMA synchronous=OFF");
        return db;
    }

    private static byte[] Flipped(byte[] value, int index)
    {
        byte[] copy = [.. value];
        copy[index] ^= (byte)(1 << (index % 7));
        return copy;
    }

    private static List<(string Key, byte[] Value)> Rows(Sqlite db, string query)
    {
        var rows = new List<(string, byte[])>();
        using var statement = db.PrepareOnce(query);
        while (statement.Step()) rows.Add((statement.Text(0), statement.Blob(1)));
        return rows;
    }

    private static void Set(Sqlite db, string table, string key, string column, string name, byte[] value) =>
        db.Execute($"UPDATE {table} SET {column}={Literal(table, column, value)} WHERE CAST({key} AS TEXT)='{name}'");

    private static void Restore(Sqlite db, string table, string key, string column, string name, byte[] value)
    {
        string number = string.Create(CultureInfo.InvariantCulture, $"{Checksum.Of(name, value)}");
        db.Execute($"INSERT INTO {table}({key},{column},sum) VALUES('{name}',{Literal(table, column, value)},{number})");
    }

    private static string Literal(string table, string column, byte[] value) =>
        table == "meta" || column is "id" or "reply_to" ? $"CAST(x'{Convert.ToHexString(value)}' AS TEXT)" : $"x'{Convert.ToHexString(value)}'";
}
