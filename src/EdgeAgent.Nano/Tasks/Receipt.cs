using EdgeAgent.Nano.Storage;

namespace EdgeAgent.Nano.Tasks;

/// <summary>One item of the lossless outbox: accepted, rejected or final.</summary>
public sealed class Receipt
{
    /// <summary>Without gaps, never given twice.</summary>
    public long Seq { get; set; }

    /// <summary>Null when the document had none that could be read.</summary>
    public string Id { get; set; }

    /// <summary>0 for a rejection.</summary>
    public int Rev { get; set; }

    public string Status { get; set; }

    public string Reason { get; set; }

    public string Message { get; set; }

    public byte[] Sha256 { get; set; }

    public long TsMs { get; set; }

    public byte[] Correlation { get; set; }

    public void Save(RecordWriter to)
    {
        to.Long(Seq);
        to.Text(Id);
        to.Int(Rev);
        to.Text(Status);
        to.Text(Reason);
        to.Text(Message);
        to.Bytes(Sha256);
        to.Long(TsMs);
        to.Bytes(Correlation);
    }

    public void Load(RecordReader from)
    {
        Seq = from.Long();
        Id = from.Text();
        Rev = from.Int();
        Status = from.Text();
        Reason = from.Text();
        Message = from.Text();
        Sha256 = from.Bytes();
        TsMs = from.Long();
        Correlation = from.Bytes();
    }
}
