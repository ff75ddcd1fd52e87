namespace EdgeAgent.Storage;

/// <summary>The receipts of the outbox, which must not be lost. Changes need a transaction of <see cref="AgentStore"/>.</summary>
public sealed class ReceiptTable
{
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _after;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _size;
    private readonly SqliteStatement _last;
    private readonly SqliteStatement _forward;
    private readonly SqliteStatement _begin;

    internal ReceiptTable(Sqlite db)
    {
        _insert = db.Prepare("INSERT INTO receipt(item,reply_to,correlation,sum) VALUES(?1,?2,?3,?4) RETURNING seq");
        _after = db.Prepare("SELECT seq,item,reply_to,correlation,sum FROM receipt WHERE seq>?1 ORDER BY seq LIMIT ?2");
        _delete = db.Prepare("DELETE FROM receipt WHERE seq<=?1");
        _size = db.Prepare("SELECT COUNT(*), COALESCE(SUM(LENGTH(item)),0) FROM receipt");
        _last = db.Prepare("SELECT seq FROM sqlite_sequence WHERE name='receipt'");
        _forward = db.Prepare("UPDATE sqlite_sequence SET seq=MAX(seq,?1) WHERE name='receipt'");
        _begin = db.Prepare("INSERT INTO sqlite_sequence(name,seq) VALUES('receipt',?1)");
        (Count, Bytes) = ReadSize();
    }

    /// <summary>Number of receipts that are not acknowledged.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the receipts that are not acknowledged.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// Appends a receipt and returns its number. AUTOINCREMENT does not assign a number twice, and its counter is part of the transaction,
    /// so a rollback leaves no gap.
    /// </summary>
    public long Append(ReadOnlySpan<byte> itemJson, string? replyTo, byte[]? correlation)
    {
        _insert.Bind(1, itemJson).Bind(2, replyTo);
        if (correlation is null) _insert.BindNull(3);
        else _insert.Bind(3, correlation.AsSpan());
        _insert.Bind(4, Sum(itemJson, replyTo, correlation));
        _insert.Step();
        long seq = _insert.Int64(0);
        _insert.Reset();
        Count++;
        Bytes += itemJson.Length;
        return seq;
    }

    public List<StoredReceipt> After(long seq, int limit)
    {
        var found = new List<StoredReceipt>();
        _after.Bind(1, seq).Bind(2, limit);
        while (_after.Step())
        {
            byte[]? correlation = _after.IsNull(3) ? null : _after.Blob(3);
            var row = new StoredReceipt(_after.Int64(0), _after.Blob(1), _after.TextOrNull(2), correlation);
            bool isGood = _after.IsNull(4) || _after.Int64(4) == Sum(row.ItemJson, row.ReplyTo, row.Correlation);
            found.Add(isGood ? row : row with { ReplyTo = null, Correlation = null, IsGood = false });
        }

        return found;
    }

    /// <summary>Deletes the receipts up to and including <paramref name="seq"/>.</summary>
    public void DeleteUpTo(long seq)
    {
        if (_delete.Bind(1, seq).Run() > 0) Recount();
    }

    /// <summary>The last assigned number; 0 before the first.</summary>
    public long LastSeq()
    {
        if (!_last.Step()) return 0;
        long seq = _last.Int64(0);
        _last.Reset();
        return seq;
    }

    /// <summary>Counts again. Call it after a rollback, because <see cref="Count"/> and <see cref="Bytes"/> include undone changes.</summary>
    public void Recount() => (Count, Bytes) = ReadSize();

    private static long Sum(ReadOnlySpan<byte> item, string? replyTo, byte[]? correlation) => Checksum.Of(replyTo ?? "", item, correlation);

    /// <summary>Makes the next number higher than <paramref name="seq"/>, also in a new store. Inside a transaction.</summary>
    public void GoOnAbove(long seq)
    {
        if (_forward.Bind(1, seq).Run() == 0) _begin.Bind(1, seq).Run();
    }

    private (int Count, long Bytes) ReadSize()
    {
        _size.Step();
        var size = ((int)_size.Int64(0), _size.Int64(1));
        _size.Reset();
        return size;
    }
}
