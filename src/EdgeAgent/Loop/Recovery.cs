using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>
/// Restores the stored tasks after any kind of end: closes attempts that were active (see ARCHITECTURE, Recovery), reports a task that cannot be read
/// as failed, and marks what the broker has not acknowledged to be sent. The changes are staged for the first step.
/// </summary>
internal sealed class Recovery(AgentStore store, BootRecord boot, TaskBook book, StepTransaction step, Receipts receipts, TaskFeed feed, ILogger log)
{
    public void Stage(in Timestamp now)
    {
        var damaged = store.Tasks.All().Where(row => !TryLoad(row)).ToList();
        var active = book.Unfinished.Values.Where(r => TaskPhases.IsActive(r.Phase)).Select(r => r.Id).ToList();
        foreach (string id in active) book.Apply(id, new TaskEvent.Rescued(Cause()), now);
        log.Recovered(book.All.Count, damaged.Count, boot.Previous, active.Count);
        foreach (var row in damaged) GiveUp(row, now);
    }

    private Interruption Cause() => boot.Previous switch
    {
        PreviousEnd.PowerLoss => Interruption.PowerLoss,
        PreviousEnd.Crash => Interruption.AgentCrash,
        PreviousEnd.Clean or PreviousEnd.None => Interruption.AgentShutdown,
    };

    private bool TryLoad(StoredTask row)
    {
        if (!row.IsGood) return false;
        try
        {
            Load(row);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private void Load(StoredTask row)
    {
        var record = TaskRecordJson.Read(row.Spec, row.State);
        book.Load(record);
        if (row.ReceiptSeq > 0) receipts.NoteNumber(row.Id, row.ReceiptSeq);
        if (record.Rev > row.PublishedRev) feed.Behind(record);
    }

    /// <summary>Stages a receipt for a task that cannot be read any more, if its id can still be read.</summary>
    private void GiveUp(StoredTask row, in Timestamp now)
    {
        store.NoteLoss(new StoreLoss("task", row.Id, "specification or state cannot be read"));
        step.Write(s => s.Tasks.SetAside(row));
        step.Count(static c => c.Failed++);
        if (row.Id.Length is > 0 and <= 64 && row.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            step.Receipt(TaskDocuments.DamagedReceipt(row.Id, now.Utc), default, null);
        }
    }
}
