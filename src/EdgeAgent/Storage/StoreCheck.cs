using System.Globalization;

namespace EdgeAgent.Storage;

/// <summary>
/// Reads every row once at the start and compares it with its checksum. A damaged row is moved to the table <c>set_aside</c> for
/// inspection. Damaged tasks and receipts stay in their tables, because receivers must still get a receipt; see <see cref="TaskTable.All"/>.
/// </summary>
internal sealed class StoreCheck(Sqlite db)
{
    private const int MostKept = 100;
    private readonly List<StoreLoss> _losses = [];

    /// <exception cref="SqliteException">A table cannot be read at all.</exception>
    public IReadOnlyList<StoreLoss> Run()
    {
        Check("meta", "SELECT key,value,sum,1 FROM meta", 1);
        Check("blob", "SELECT key,value,sum,COALESCE(version,1) FROM blob", BlobTable.Format);
        Check("rollup", "SELECT start,value,sum,1 FROM rollup", 1);
        ReadAll("SELECT seq,item FROM receipt");
        ReadAll("SELECT n,spec,state FROM task");
        return _losses;
    }

    private void Check(string table, string query, int version)
    {
        var bad = new List<(string Key, byte[] Value, string Fault)>();
        using (var rows = db.PrepareOnce(query))
        {
            while (rows.Step())
            {
                string key = rows.Text(0);
                byte[] value = rows.Blob(1);
                if (rows.Int64(3) != version) bad.Add((key, value, $"form {rows.Int64(3)} is not known"));
                else if (!rows.IsNull(2) && rows.Int64(2) != Checksum.Of(key, value)) bad.Add((key, value, "wrong checksum"));
            }
        }

        foreach (var (key, value, fault) in bad) SetAside(table, key, value, fault);
    }

    private void SetAside(string table, string key, byte[] value, string fault)
    {
        _losses.Add(new StoreLoss(table, key, fault));
        db.Begin();
        try
        {
            Keep(db, table, key, value);
            string column = table == "rollup" ? "start" : "key";
            using var delete = db.PrepareOnce($"DELETE FROM {table} WHERE CAST({column} AS TEXT)=?1");
            delete.Bind(1, key).Run();
            db.Commit();
        }
        catch
        {
            db.Rollback();
            throw;
        }
    }

    /// <summary>Keeps a damaged value in the table <c>set_aside</c>, which holds the newest hundred. Inside a transaction.</summary>
    internal static void Keep(Sqlite db, string table, string key, ReadOnlySpan<byte> value)
    {
        using (var insert = db.PrepareOnce("INSERT INTO set_aside(source,key,value) VALUES(?1,?2,?3)")) insert.Bind(1, table).Bind(2, key).Bind(3, value).Run();
        db.Execute(string.Create(CultureInfo.InvariantCulture, $"DELETE FROM set_aside WHERE n<=(SELECT MAX(n) FROM set_aside)-{MostKept}"));
    }

    private void ReadAll(string query)
    {
        using var rows = db.PrepareOnce(query);
        while (rows.Step()) _ = rows.Blob(1);
    }
}
