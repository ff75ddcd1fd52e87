using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Link;

/// <summary>
/// Sends receipts without loss, in order of their numbers, one batch at a time. Receipts stay in the store until the broker (or, when so
/// configured, a controller) has acknowledged them.
/// </summary>
internal sealed class Outbox(AgentStore store, DocumentSender sender, bool needsController)
{
    private const int MostItems = 200;
    private const int MostBytes = 32 * 1024;

    // Room for topic, properties and the document around the items, and for number and comma of each item.
    private const int EnvelopeBytes = 512;
    private const int ItemBytes = 32;
    private static readonly TimeSpan RetryAfterRefusal = TimeSpan.FromSeconds(60);

    private long _lastSeq = store.Receipts.LastSeq();
    private long _sentUpTo;
    private long _doneUpTo;
    private long _deletedUpTo;
    private long _inFlight;
    private long _inFlightUpTo;
    private long _notBeforeMs;
    private int _batchBytes = MostBytes;
    private bool _isOnline;

    public int Count => store.Receipts.Count;

    public long Bytes => store.Receipts.Bytes;

    /// <summary>The next transaction can delete acknowledged receipts.</summary>
    public bool HasDone => _doneUpTo > _deletedUpTo;

    /// <summary>When to call <see cref="Pump"/> again without another event; null for never.</summary>
    public long? DueMs => _isOnline && _inFlight == 0 && _sentUpTo < _lastSeq ? _notBeforeMs : null;

    /// <summary>Every receipt was sent, and none is in flight.</summary>
    public bool IsQuiet => _inFlight == 0 && _sentUpTo >= _lastSeq;

    /// <summary>Stages a receipt in the open transaction. Returns its number.</summary>
    public long Append(ReceiptItem item, Answer answer)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(item, LinkJson.Wire.ReceiptItem);
        long seq = store.Receipts.Append(json, answer.Topic, answer.Correlation);
        _lastSeq = seq;
        return seq;
    }

    /// <summary>A transaction with calls of <see cref="Append"/> was rolled back.</summary>
    public void RolledBack() => _lastSeq = store.Receipts.LastSeq();

    /// <summary>Deletes acknowledged receipts in the open transaction.</summary>
    public void DeleteDone()
    {
        if (!HasDone) return;
        store.Receipts.DeleteUpTo(_doneUpTo);
    }

    /// <summary>That transaction is durable.</summary>
    public void Deleted() => _deletedUpTo = _doneUpTo;

    /// <summary>The link is connected. A broker that has lost the session may have lost receipts that it acknowledged before the controller got them.</summary>
    public void Online(LinkFacts facts)
    {
        _isOnline = true;
        _batchBytes = (int)Math.Clamp(facts.LargestPacket - EnvelopeBytes, 0, MostBytes);
        if (!facts.SessionPresent && needsController) Resend();
        _notBeforeMs = 0;
    }

    public void Offline()
    {
        _isOnline = false;
        _notBeforeMs = 0;
    }

    /// <summary>Sends every unacknowledged receipt again. Returns their first and last number, and their count.</summary>
    public (long First, long Last, int Count) Resend()
    {
        _sentUpTo = Math.Max(_doneUpTo, 0);
        // An in-flight acknowledgement must not advance past receipts that are sent again.
        _inFlightUpTo = Math.Min(_inFlightUpTo, _sentUpTo);
        var waiting = store.Receipts.After(_sentUpTo, int.MaxValue);
        if (waiting.Count == 0) return (0, 0, 0);
        return (waiting[0].Seq, waiting[^1].Seq, waiting.Count);
    }

    /// <summary>A controller has everything up to <paramref name="seq"/>.</summary>
    public void Acknowledged(long seq)
    {
        if (seq > _doneUpTo && seq <= _lastSeq) _doneUpTo = seq;
    }

    /// <summary>True when the token belongs to a batch of receipts.</summary>
    public bool Published(long token, bool isSuccess, in Timestamp now)
    {
        if (token != _inFlight || token == 0) return false;
        _inFlight = 0;
        if (!isSuccess)
        {
            _notBeforeMs = now.DeviceTimeMs + (long)RetryAfterRefusal.TotalMilliseconds;
            return true;
        }

        _sentUpTo = Math.Max(_sentUpTo, _inFlightUpTo);
        if (!needsController) _doneUpTo = Math.Max(_doneUpTo, _inFlightUpTo);
        return true;
    }

    /// <summary>Sends the next batch when none is in flight and sending is not delayed.</summary>
    public void Pump(in Timestamp now)
    {
        if (!_isOnline || _inFlight != 0 || _sentUpTo >= _lastSeq || now.DeviceTimeMs < _notBeforeMs) return;
        var batch = NextBatch();
        if (batch.Count == 0)
        {
            _sentUpTo = _lastSeq;
            return;
        }

        _inFlight = sender.NewToken();
        _inFlightUpTo = batch[^1].Seq;
        foreach (var copy in batch.Where(r => r.ReplyTo is not null)) Send(copy.ReplyTo!, [copy], copy.Correlation, 0, now);
        Send(sender.Topics.Receipt, batch, null, _inFlight, now);
    }

    /// <summary>Answers a repeated submission with the stored receipt, outside the sequence.</summary>
    public void Repeat(TaskRecord record, long seq, Answer answer, in Timestamp now)
    {
        var item = TaskDocuments.StoredReceipt(record) with { Seq = seq };
        Publish(sender.Topics.Receipt, [item], null, 0, now);
        if (answer.Topic is { } topic) Publish(topic, [item], answer.Correlation, 0, now);
    }

    private List<StoredReceipt> NextBatch()
    {
        var rows = store.Receipts.After(_sentUpTo, MostItems);
        int bytes = 0, fitting = 0;
        // A batch has at least one receipt: the link refuses and names one that is too large even alone.
        while (fitting < rows.Count && (fitting == 0 || bytes + rows[fitting].ItemJson.Length + ItemBytes <= _batchBytes)) bytes += rows[fitting++].ItemJson.Length + ItemBytes;
        return rows.GetRange(0, fitting);
    }

    private void Send(string topic, List<StoredReceipt> rows, byte[]? correlation, long token, in Timestamp now)
    {
        var at = now;
        Publish(topic, [.. rows.Select(r => Item(r, at))], correlation, token, now);
    }

    // A damaged receipt is sent with its number: without it there would be a gap.
    private static ReceiptItem Item(StoredReceipt row, in Timestamp now)
    {
        if (row.IsGood) return JsonSerializer.Deserialize(row.ItemJson, LinkJson.Wire.ReceiptItem)! with { Seq = row.Seq };
        return TaskDocuments.DamagedReceipt(null, now.Utc) with { Seq = row.Seq };
    }

    private void Publish(string topic, IReadOnlyList<ReceiptItem> items, byte[]? correlation, long token, in Timestamp now)
    {
        var document = new ReceiptDocument { Epoch = store.Epoch, Items = items };
        sender.Publish(sender.Message(topic, document, LinkJson.Wire.ReceiptDocument, now) with { Token = token, CorrelationData = correlation });
    }
}
