using EdgeAgent.Contract;
using EdgeAgent.Control;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <content>What comes from the broker, and what is owed to it.</content>
internal sealed partial class Agent
{
    // The words that the contract fixes as whole reasons; others come with their field.
    private static readonly HashSet<string> BareWords = [RejectionCodes.IdConflict, RejectionCodes.QueueFull];

    // Verbs that change what is stored; all others are answered also while the store cannot be written.
    private static readonly HashSet<string> ChangingVerbs = ["cancel", "cancel_all", "pause", "resume", "hold", "release", "limit", "clear"];

    private void Arrived(InboundBatch batch, HeldEvent held)
    {
        Attend(held.At);
        var now = held.At;
        foreach (var message in batch.Messages.Where(m => !held.Served.Contains(m)))
        {
            var inbound = _parts.Topics.Parse(message.Topic);
            switch (inbound.Kind)
            {
                case InboundKind.Submit: Submit(message, now); break;
                case InboundKind.Control: Answer(inbound, message, now); break;
                case InboundKind.ReceiptAck: AcknowledgeReceipts(message); break;
                case InboundKind.HomeAssistantStatus: HomeAssistantSpoke(message, now); break;
                case InboundKind.Other: break;
            }
        }
    }

    private void Answer(Inbound inbound, InboundMessage message, in Timestamp now)
    {
        var reply = Control(inbound, message, now);
        _step.Then(() => _link.Publish(reply));
    }

    /// <summary>Serves what asks for no change, while changes cannot be stored.</summary>
    private Func<InboundMessage, bool> ServeWithoutStore(Timestamp now) => message =>
    {
        var inbound = _parts.Topics.Parse(message.Topic);
        switch (inbound.Kind)
        {
            case InboundKind.Submit: return false;
            case InboundKind.Control when ChangingVerbs.Contains(inbound.Verb): return false;
            case InboundKind.Control: _link.Publish(Control(inbound, message, now)); return true;
            case InboundKind.ReceiptAck: AcknowledgeReceipts(message); return true;
            case InboundKind.HomeAssistantStatus: HomeAssistantSpoke(message, now); return true;
            default: return true;
        }
    };

    private void Submit(InboundMessage message, in Timestamp now)
    {
        var submission = _intake.Judge(message, _book, now);
        if (IsOutboxFull && submission.Admission is not Admission.Repeated)
        {
            RefuseForOutbox(submission, now);
            return;
        }

        switch (submission.Admission)
        {
            case Admission.Accepted accepted: Accept(accepted, submission, now); break;
            case Admission.Repeated repeated: Repeat(repeated.Record, submission.Answer, now); break;
            case Admission.Rejected rejected: Reject(rejected.Rejection, submission, now); break;
            default: throw new InvalidOperationException("unknown admission");
        }
    }

    private bool IsOutboxFull => _outbox.Bytes > _parts.Options.Telemetry.OutboxBytes;

    /// <summary>Nobody takes our receipts: no more work is taken in, and past twice the bound even refusals leave no receipt.</summary>
    private void RefuseForOutbox(Submission submission, in Timestamp now)
    {
        if (_alerts.Add(Alerts.OutboxGrowing)) LogOutboxFull(_outbox.Bytes);
        if (_outbox.Bytes > 2 * _parts.Options.Telemetry.OutboxBytes) return;
        Reject(new Rejection(RejectionCodes.QueueFull, $"outbox: {_outbox.Bytes} bytes of receipts wait for their acknowledgement"), submission, now);
    }

    private void Accept(Admission.Accepted accepted, Submission submission, in Timestamp now)
    {
        foreach (var replaced in accepted.Replaces) _book.Apply(replaced.Id, new TaskEvent.Replaced(), now);
        _book.Add(accepted.Record);
        _answers[accepted.Record.Id] = submission.Answer;
        _step.Count(static c => c.Accepted++);
        _scheduleDueMs = now.DeviceTimeMs;
    }

    /// <summary>The same bytes again: what is known is said again, nothing is changed and no number is used.</summary>
    private void Repeat(TaskRecord record, Answer answer, in Timestamp now)
    {
        var (id, at) = (record.Id, now);
        _step.Then(() =>
        {
            if (_book.Find(id) is { } stored) _outbox.Repeat(stored, _receiptSeqs.GetValueOrDefault(id), answer, at);
        });
    }

    private void Reject(Rejection rejection, Submission submission, in Timestamp now)
    {
        _step.Count(static c => c.Rejected++);
        _step.Then(() => LogRejected(submission.Id ?? "?", rejection.Code, rejection.Message));
        var item = new ReceiptItem
        {
            Id = submission.Id,
            Status = TaskState.Rejected,
            Reason = BareWords.Contains(rejection.Code) ? rejection.Code : $"{rejection.Code}: {rejection.Message}",
            Message = rejection.Message,
            Sha256 = submission.Sha256,
            Ts = now.Utc,
            Correlation = TaskDocuments.Json(submission.CorrelationJson),
        };
        StageReceipts(now);
        _step.Receipt(item, submission.Answer, null);
    }

    /// <summary>Turns staged changes that somebody has to learn of into receipts, in the order in which they happened.</summary>
    private void StageReceipts(in Timestamp now)
    {
        for (; _changesSeen < _book.Changes.Count; _changesSeen++)
        {
            var change = _book.Changes[_changesSeen];
            if (!change.Transition.Has(TaskEffects.Receipt)) continue;
            var record = change.Told;
            if (record.IsFinal) _step.Count(c => c.Ended(record));
            if (record.Reason == StopReason.Quarantined && record.IsFinal) _step.Then(() => _alerts.Add(Alerts.QuarantinedTask));
            var answer = record.IsFinal ? new Answer(_parts.Topics.AnswerTopic(record.Spec.ReplyTo), null) : _answers.GetValueOrDefault(record.Id);
            // The end of one run of recurring work is not the task's own receipt.
            bool isOwn = change.Transition.ClosedRun is null && !change.Transition.Has(TaskEffects.Forget);
            _step.Receipt(TaskDocuments.Receipt(record, now.Utc), answer, isOwn ? record.Id : null);
        }

        _answers.Clear();
    }

    private void AcknowledgeReceipts(InboundMessage message)
    {
        var request = ControlRequest.Read(message.Payload, MaxRequestBytes);
        long? upTo = request.Whole("up_to_seq", 0, long.MaxValue);
        if (message.IsRetained || request.Error is not null || upTo is null) LogBadAck(request.Error ?? "up_to_seq: is required, and not retained");
        else _outbox.Acknowledged(upTo.Value);
    }

    private void Connected(LinkFacts facts, in Timestamp now)
    {
        LogConnected(facts.Protocol, facts.Session, facts.SessionPresent, facts.KeepAlive.TotalSeconds);
        _isOnline = true;
        _session = facts.Session;
        _alerts.Remove(Alerts.DuplicateId);
        // Said again right after this event while one ends soon.
        _alerts.Remove(Alerts.CertificateExpiring);
        _status.Birth(facts.Session, facts.KeepAlive, now);
        (_keepAlive, _isKeepAliveOurs) = (facts.KeepAlive, facts.KeepAlive == facts.Asked);
        ChooseKeepAlive(now);
        Attend(now);
        _outbox.Online(true, isForgotten: !facts.SessionPresent);
        _feed.Online(true);
        Announce(now);
    }

    private void Disconnected(AgentEvent.Disconnected e, in Timestamp now)
    {
        if (IsResting) LogLeft();
        else LogDisconnected(e.Reason);
        if (e.Alert is not null) _alerts.Add(e.Alert);
        _isOnline = false;
        _backlog.ConnectionLost();
        _reconnectDueMs = long.MaxValue;
        _status.Offline();
        _outbox.Online(false);
        _feed.Online(false);
    }

    private void Noticed(AgentEvent.LinkNotice e)
    {
        LogNotice(e.Text);
        if (e.Alert is not null) _alerts.Add(e.Alert);
    }

    private void Published(AgentEvent.Published e, in Timestamp now)
    {
        if (_status.Published(e.Token, e.IsSuccess)) return;
        if (!e.IsSuccess && _isOnline && _alerts.Add(Alerts.PublishRefused)) LogRefused(e.Outcome);
        if (e.IsSuccess) _alerts.Remove(Alerts.PublishRefused);
        if (_outbox.Published(e.Token, e.IsSuccess, now) || _feed.Published(e.Token, e.IsSuccess)) return;
        if (_rest == SleepPhase.Announcing && e.Token == _restToken) _restDueMs = now.DeviceTimeMs;
        if (_shutdown is { } shutdown && e.Token == shutdown.GoodbyeToken) shutdown.IsGoodbyeSaid = true;
    }

    [LoggerMessage(LogLevel.Information, "connected with MQTT {Protocol}, session {Session}, broker kept the session: {Kept}, keep-alive {KeepAlive} s")]
    private partial void LogConnected(string protocol, long session, bool kept, double keepAlive);

    [LoggerMessage(LogLevel.Warning, "not connected: {Reason}")]
    private partial void LogDisconnected(string reason);

    [LoggerMessage(LogLevel.Information, "left the broker")]
    private partial void LogLeft();

    [LoggerMessage(LogLevel.Warning, "{Text}")]
    private partial void LogNotice(string text);

    [LoggerMessage(LogLevel.Warning, "the broker refused a message: {Outcome}")]
    private partial void LogRefused(string outcome);

    [LoggerMessage(LogLevel.Warning, "task {Id} rejected, {Code}: {Message}")]
    private partial void LogRejected(string id, string code, string message);

    [LoggerMessage(LogLevel.Warning, "receipt/ack ignored: {Fault}")]
    private partial void LogBadAck(string fault);

    [LoggerMessage(LogLevel.Error, "the outbox holds {Bytes} bytes that nobody takes; no more tasks are taken in until it has room")]
    private partial void LogOutboxFull(long bytes);
}
