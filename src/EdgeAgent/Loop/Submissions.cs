using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>Submitted documents: each is judged, staged as a task or refused, and answered by a receipt when the step is durable.</summary>
/// <param name="outboxBytes">Bytes of unacknowledged receipts above which no more tasks are accepted.</param>
internal sealed class Submissions(Intake intake, TaskBook book, Receipts receipts, Outbox outbox, TaskPlanning planning, AlertSet alerts, long outboxBytes, ILogger log)
{
    public void Stage(InboundMessage message, in Timestamp now)
    {
        var submission = intake.Judge(message, book, now);
        if (outbox.Bytes > outboxBytes && submission.Admission is not Admission.Repeated)
        {
            RefuseForOutbox(submission, now);
            return;
        }

        switch (submission.Admission)
        {
            case Admission.Accepted accepted: StageTask(accepted, submission, now); break;
            case Admission.Repeated repeated: receipts.Repeat(repeated.Record, submission.Answer, now); break;
            case Admission.Rejected rejected: receipts.Reject(rejected.Rejection, submission, now); break;
            default: throw new InvalidOperationException("unknown admission");
        }
    }

    /// <summary>Refuses a submission because receipts are not acknowledged. Above twice the limit, even the refusal gets no receipt.</summary>
    private void RefuseForOutbox(Submission submission, in Timestamp now)
    {
        if (alerts.Raise(Alerts.OutboxGrowing)) log.OutboxFull(outbox.Bytes);
        if (outbox.Bytes > 2 * outboxBytes) return;
        var rejection = new Rejection(RejectionCodes.QueueFull, $"outbox: {outbox.Bytes} bytes of receipts wait for their acknowledgement");
        receipts.Reject(rejection, submission, now);
    }

    private void StageTask(Admission.Accepted accepted, Submission submission, in Timestamp now)
    {
        foreach (var replaced in accepted.Replaces) book.Apply(replaced.Id, new TaskEvent.Replaced(), now);
        book.Add(accepted.Record);
        receipts.NoteAccepted(accepted.Record, submission.Answer);
        planning.PlanSoon(now);
    }
}
