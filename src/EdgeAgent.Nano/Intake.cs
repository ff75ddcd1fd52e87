using EdgeAgent.Nano.Mqtt;
using EdgeAgent.Nano.Tasks;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano;

/// <summary>Accepts or rejects submitted documents and puts the receipt into the outbox. The caller commits and then acknowledges.</summary>
public sealed class Intake
{
    private readonly TaskBook _book;
    private readonly DeviceClock _clock;
    private readonly IDeviceTask[] _kinds;

    public Intake(TaskBook book, DeviceClock clock, IDeviceTask[] kinds)
    {
        _book = book;
        _clock = clock;
        _kinds = kinds;
    }

    /// <summary>The kind with this name; null when there is none.</summary>
    public IDeviceTask Kind(string name)
    {
        for (int i = 0; i < _kinds.Length; i++)
        {
            if (_kinds[i].Kind == name) return _kinds[i];
        }

        return null;
    }

    public void Take(InboundMessage message)
    {
        TaskDocument document = new TaskDocument();
        if (message.IsTooLarge || message.Count > TaskBook.MaxDocumentBytes)
        {
            Reject(message, document, "too_large", "document: must be at most " + TaskBook.MaxDocumentBytes + " bytes on this device, is " + message.Count);
            return;
        }

        TaskSpec spec = document.Read(message.Buffer, message.Offset, message.Count);
        if (message.IsRetained) Reject(message, document, "retained", "a task must be published without the retain flag");
        else if (spec == null) Reject(message, document, document.Code, document.Message);
        else if (!IsKnown(message, document, spec.Id)) Judge(message, document, spec);
    }

    // The same id again changes nothing: the answer is the stored one, or a conflict when the bytes differ.
    private bool IsKnown(InboundMessage message, TaskDocument document, string id)
    {
        TaskEntry entry = _book.Find(id);
        Epitaph epitaph = entry == null ? _book.FindEpitaph(id) : null;
        if (entry == null && epitaph == null) return false;
        bool isSame = entry != null ? IsSame(entry.Sha256, message.Sha256) : TaskBook.IsSameDocument(epitaph, message.Sha256);
        if (!isSame) Reject(message, document, "id_conflict", "id: '" + id + "' was submitted before with other bytes");
        else if (entry != null) Say(entry, entry.IsFinal);
        else Say(epitaph, id, message.Sha256);
        return true;
    }

    private void Judge(InboundMessage message, TaskDocument document, TaskSpec spec)
    {
        IDeviceTask kind = Kind(spec.Kind);
        string fault = kind == null ? null : kind.Fault(spec.Args);
        if (kind == null) Reject(message, document, "unknown_kind", "kind: must be one of " + KindNames());
        else if (fault != null) Reject(message, document, "invalid_field", fault);
        else if (_clock.IsTrusted && spec.DeadlineAtMs > 0 && spec.DeadlineAtMs <= _clock.NowMs) Reject(message, document, "expired", "deadline: must lie in the future");
        else if (!_book.HasRoom()) Reject(message, document, "queue_full", "queue: holds " + TaskBook.MaxTasks + " unfinished tasks, at most " + TaskBook.MaxTasks);
        else Accept(message, spec);
    }

    private void Accept(InboundMessage message, TaskSpec spec)
    {
        long now = _clock.NowMs;
        TaskEntry entry = new TaskEntry
        {
            Document = Copy(message),
            Sha256 = message.Sha256,
            Id = spec.Id,
            Kind = spec.Kind,
            Class = spec.Class,
            Priority = spec.Priority,
            Correlation = spec.Correlation,
            AcceptedMs = now,
            NotBeforeMs = spec.DelaySeconds > 0 ? now + spec.DelaySeconds * 1000L : 0,
            DeadlineMs = spec.DeadlineSeconds > 0 ? now + spec.DeadlineSeconds * 1000L : spec.DeadlineAtMs,
        };
        // The buffer is reused for the next message, so the views of the specification must not point into it.
        entry.Spec = new TaskDocument().Read(entry.Document, 0, entry.Document.Length);
        _book.Add(entry);
        _book.Accepted++;
        Say(entry, false);
    }

    /// <summary>Adds the receipt of a task's acceptance, or of its end.</summary>
    public void Say(TaskEntry entry, bool isFinal) => _book.Say(new Receipt
    {
        Id = entry.Id,
        Rev = isFinal ? entry.Rev : 1,
        Status = isFinal ? WireNames.Of(TaskPhases.StateOf(entry.Phase)) : "QUEUED",
        Reason = isFinal && entry.Reason != StopReason.None ? WireNames.Of(entry.Reason) : null,
        Sha256 = entry.Sha256,
        TsMs = isFinal ? entry.FinishedMs : entry.AcceptedMs,
        Correlation = entry.Correlation,
    });

    private void Say(Epitaph epitaph, string id, byte[] sha256) => _book.Say(new Receipt
    {
        Id = id,
        Rev = epitaph.Rev,
        Status = WireNames.Of(TaskPhases.StateOf(epitaph.Phase)),
        Sha256 = sha256,
        TsMs = epitaph.FinishedMs,
    });

    private void Reject(InboundMessage message, TaskDocument document, string code, string text)
    {
        _book.Rejected++;
        _book.Say(new Receipt
        {
            Id = document.Id,
            Status = "REJECTED",
            Reason = Short(code + ": " + text, 120),
            Message = Short(text, 120),
            Sha256 = message.Sha256,
            TsMs = _clock.NowMs,
            Correlation = document.Correlation,
        });
    }

    private string KindNames()
    {
        string names = "";
        for (int i = 0; i < _kinds.Length; i++) names += (i > 0 ? ", " : "") + _kinds[i].Kind;
        return names;
    }

    private static string Short(string text, int most) => text.Length <= most ? text : text.Substring(0, most);

    private static byte[] Copy(InboundMessage message)
    {
        byte[] copy = new byte[message.Count];
        for (int i = 0; i < copy.Length; i++) copy[i] = message.Buffer[message.Offset + i];
        return copy;
    }

    private static bool IsSame(byte[] a, byte[] b)
    {
        for (int i = 0; i < Storage.Sha256.HashBytes; i++)
        {
            if (a[i] != b[i]) return false;
        }

        return true;
    }
}
