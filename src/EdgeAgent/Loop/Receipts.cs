using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>Stages the receipts of a step in the order of the events, and keeps the number of each task's last receipt.</summary>
internal sealed class Receipts(TaskBook book, StepTransaction step, Outbox outbox, Topics topics, AlertSet alerts, ILogger log)
{
    // Reasons that the contract defines as a single word; other reasons name their field.
    private static readonly HashSet<string> BareWords = [RejectionCodes.IdConflict, RejectionCodes.QueueFull];

    // Additional receivers of the receipts of tasks that this step accepts.
    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lastSeqs = new(StringComparer.Ordinal);
    private int _changesSeen;

    /// <summary>Records the number of the task's own receipt.</summary>
    public void NoteNumber(string taskId, long seq) => _lastSeqs[taskId] = seq;

    public void NoteAccepted(TaskRecord record, Answer answer)
    {
        _answers[record.Id] = answer;
        if (record.Warnings.Count > 0) step.Then(() => log.UnknownFields(record.Id, string.Join("; ", record.Warnings)));
        step.Count(static c => c.Accepted++);
    }

    /// <summary>The same bytes arrived again: sends the stored receipt again. Changes nothing and uses no number.</summary>
    public void Repeat(TaskRecord record, Answer answer, in Timestamp now)
    {
        var (id, at) = (record.Id, now);
        step.Then(() =>
        {
            if (book.Find(id) is { } stored) outbox.Repeat(stored, _lastSeqs.GetValueOrDefault(id), answer, at);
        });
    }

    public void Reject(Rejection rejection, Submission submission, in Timestamp now)
    {
        step.Count(static c => c.Rejected++);
        step.Then(() => log.Rejected(submission.Id ?? "?", rejection.Code, rejection.Message));
        var item = new ReceiptItem
        {
            Id = submission.Id,
            Status = TaskState.Rejected,
            Reason = ReasonOf(rejection),
            Message = rejection.Message,
            Warnings = submission.UnknownFields.Count > 0 ? submission.UnknownFields : null,
            Sha256 = submission.Sha256,
            Ts = now.Utc,
            Correlation = TaskDocuments.Json(submission.CorrelationJson),
        };
        StageChanges(now);
        step.Receipt(item, submission.Answer, null);
    }

    /// <summary>Stages a receipt for each staged change that needs one and has none yet.</summary>
    private static string ReasonOf(Rejection rejection)
    {
        if (BareWords.Contains(rejection.Code)) return rejection.Code;
        return $"{rejection.Code}: {rejection.Message}";
    }

    private void StageChanges(in Timestamp now)
    {
        for (; _changesSeen < book.Changes.Count; _changesSeen++)
        {
            var change = book.Changes[_changesSeen];
            if (change.Transition.Has(TaskEffects.Receipt)) StageChange(change, now);
        }

        _answers.Clear();
    }

    /// <summary>Call before the commit: stages the remaining receipts, and resets the count for the next step.</summary>
    public void StageRest(in Timestamp now)
    {
        StageChanges(now);
        _changesSeen = 0;
    }

    private void StageChange(TaskChange change, in Timestamp now)
    {
        var record = change.Reported;
        var answer = _answers.GetValueOrDefault(record.Id);
        if (record.IsFinal)
        {
            answer = new Answer(topics.AnswerTopic(record.Spec.ReplyTo), null);
            step.Count(c => c.Ended(record));
            if (record.Reason == StopReason.Quarantined) step.Then(() => alerts.Raise(Alerts.QuarantinedTask));
        }

        // The end of one run of recurring work is not the task's own receipt.
        bool isOwn = change.Transition.ClosedRun is null && !change.Transition.Has(TaskEffects.Forget);
        step.Receipt(TaskDocuments.Receipt(record, now.Utc), answer, isOwn ? record.Id : null);
    }
}
