using System.Text;
using EdgeAgent.Nano.Storage;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tasks;

/// <summary>
/// All tasks, the outbox and the short records of ended tasks: fixed tables that are saved as one record. At most <see cref="MaxTasks"/> x 960 +
/// <see cref="MaxReceipts"/> x 250 + <see cref="MaxEpitaphs"/> x 33 bytes stored, which is below <see cref="MaxRecordBytes"/>; and the same order in memory.
/// </summary>
public sealed class TaskBook
{
    public const int MaxTasks = 8;
    public const int MaxReceipts = 16;
    public const int MaxEpitaphs = 64;

    /// <summary>Longest document that is accepted, bytes.</summary>
    public const int MaxDocumentBytes = 512;

    /// <summary>The record with everything in it is smaller.</summary>
    public const int MaxRecordBytes = 19_000;

    private readonly TaskEntry[] _tasks = new TaskEntry[MaxTasks];
    private readonly Receipt[] _receipts = new Receipt[MaxReceipts];
    private readonly Epitaph[] _epitaphs = new Epitaph[MaxEpitaphs];
    private int _nextEpitaph;

    /// <summary>In order of acceptance.</summary>
    public int Count { get; private set; }

    public int ReceiptCount { get; private set; }

    /// <summary>Number of the newest receipt.</summary>
    public long Seq { get; private set; }

    public long Accepted { get; set; }

    public long Rejected { get; set; }

    /// <summary>Ended tasks since the store was made, by final phase from <see cref="TaskPhase.Succeeded"/> on.</summary>
    public long[] Ended { get; } = new long[6];

    public TaskEntry this[int index] => _tasks[index];

    public Receipt ReceiptAt(int index) => _receipts[index];

    public TaskEntry Find(string id)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_tasks[i].Id == id) return _tasks[i];
        }

        return null;
    }

    public Epitaph FindEpitaph(string id)
    {
        byte[] key = KeyOf(id);
        for (int i = 0; i < MaxEpitaphs; i++)
        {
            if (_epitaphs[i] != null && IsSame(_epitaphs[i].IdKey, key)) return _epitaphs[i];
        }

        return null;
    }

    public static bool IsSameDocument(Epitaph epitaph, byte[] sha256) => IsSame(epitaph.DocumentKey, sha256);

    /// <summary>Whether another unfinished task fits.</summary>
    public bool HasRoom()
    {
        if (Count < MaxTasks) return true;
        for (int i = 0; i < Count; i++)
        {
            if (_tasks[i].IsFinal) return true;
        }

        return false;
    }

    /// <summary>There is room for the receipt of a new or an ended task; two places stay free for the running task.</summary>
    public bool HasRoomForReceipts => ReceiptCount < MaxReceipts - 2;

    /// <summary>Adds a task; when the table is full, an ended one is dropped.</summary>
    public void Add(TaskEntry entry)
    {
        for (int i = 0; Count == MaxTasks && i < Count; i++)
        {
            if (_tasks[i].IsFinal) Retire(i);
        }

        _tasks[Count++] = entry;
    }

    /// <summary>Drops an ended task and keeps its epitaph.</summary>
    public void Retire(int index)
    {
        TaskEntry entry = _tasks[index];
        _epitaphs[_nextEpitaph] = new Epitaph
        {
            IdKey = KeyOf(entry.Id),
            DocumentKey = First(entry.Sha256),
            Phase = entry.Phase,
            Rev = entry.Rev,
            FinishedMs = entry.FinishedMs,
        };
        _nextEpitaph = (_nextEpitaph + 1) % MaxEpitaphs;
        Count--;
        for (int i = index; i < Count; i++) _tasks[i] = _tasks[i + 1];
        _tasks[Count] = null;
    }

    /// <summary>Puts a receipt into the outbox under the next number.</summary>
    public void Say(Receipt receipt)
    {
        receipt.Seq = ++Seq;
        _receipts[ReceiptCount++] = receipt;
    }

    /// <summary>Removes the receipts up to a number, which have arrived.</summary>
    public bool Delivered(long upToSeq)
    {
        int gone = 0;
        while (gone < ReceiptCount && _receipts[gone].Seq <= upToSeq) gone++;
        if (gone == 0) return false;
        for (int i = gone; i < ReceiptCount; i++) _receipts[i - gone] = _receipts[i];
        for (int i = ReceiptCount - gone; i < ReceiptCount; i++) _receipts[i] = null;
        ReceiptCount -= gone;
        return true;
    }

    public void Save(RecordWriter to)
    {
        to.Long(Seq);
        to.Long(Accepted);
        to.Long(Rejected);
        for (int i = 0; i < Ended.Length; i++) to.Long(Ended[i]);
        to.Byte(Count);
        for (int i = 0; i < Count; i++) _tasks[i].Save(to);
        to.Byte(ReceiptCount);
        for (int i = 0; i < ReceiptCount; i++) _receipts[i].Save(to);
        to.Byte(_nextEpitaph);
        for (int i = 0; i < MaxEpitaphs; i++)
        {
            to.Flag(_epitaphs[i] != null);
            if (_epitaphs[i] != null) _epitaphs[i].Save(to);
        }
    }

    public void Load(RecordReader from)
    {
        Seq = from.Long();
        Accepted = from.Long();
        Rejected = from.Long();
        for (int i = 0; i < Ended.Length; i++) Ended[i] = from.Long();
        Count = from.Byte();
        for (int i = 0; i < Count; i++)
        {
            _tasks[i] = new TaskEntry();
            _tasks[i].Load(from);
        }

        ReceiptCount = from.Byte();
        for (int i = 0; i < ReceiptCount; i++)
        {
            _receipts[i] = new Receipt();
            _receipts[i].Load(from);
        }

        _nextEpitaph = from.Byte();
        for (int i = 0; i < MaxEpitaphs; i++)
        {
            if (!from.Flag()) continue;
            _epitaphs[i] = new Epitaph();
            _epitaphs[i].Load(from);
        }
    }

    /// <summary>Saves the energy of the runs, in the order of the tasks. It is at the end of the record, because it was added later.</summary>
    public void SaveEnergy(RecordWriter to)
    {
        for (int i = 0; i < Count; i++) to.Long(_tasks[i].EnergyMicroWh);
    }

    public void LoadEnergy(RecordReader from)
    {
        for (int i = 0; i < Count; i++) _tasks[i].EnergyMicroWh = from.Long();
    }

    private static byte[] KeyOf(string id)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(id);
        return First(Sha256.Of(utf8, 0, utf8.Length));
    }

    private static byte[] First(byte[] hash)
    {
        byte[] key = new byte[Epitaph.KeyBytes];
        for (int i = 0; i < key.Length; i++) key[i] = hash[i];
        return key;
    }

    private static bool IsSame(byte[] key, byte[] hash)
    {
        for (int i = 0; i < Epitaph.KeyBytes; i++)
        {
            if (key[i] != hash[i]) return false;
        }

        return true;
    }
}
