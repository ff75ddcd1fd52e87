using EdgeAgent.Nano.Storage;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tasks;

/// <summary>Short record of an ended task that was dropped to make room: enough to answer the same submission again and not to run it twice. 30 bytes.</summary>
public sealed class Epitaph
{
    public const int KeyBytes = 8;

    /// <summary>First bytes of the hash of the id.</summary>
    public byte[] IdKey { get; set; }

    /// <summary>First bytes of the hash of the document.</summary>
    public byte[] DocumentKey { get; set; }

    public TaskPhase Phase { get; set; }

    public int Rev { get; set; }

    public long FinishedMs { get; set; }

    public void Save(RecordWriter to)
    {
        to.Bytes(IdKey);
        to.Bytes(DocumentKey);
        to.Byte((int)Phase);
        to.Int(Rev);
        to.Long(FinishedMs);
    }

    public void Load(RecordReader from)
    {
        IdKey = from.Bytes();
        DocumentKey = from.Bytes();
        Phase = (TaskPhase)from.Byte();
        Rev = from.Int();
        FinishedMs = from.Long();
    }
}
