using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>Routes each message from the broker to the handler of its topic.</summary>
internal sealed class InboundRouter(
    Topics topics, StepTransaction step, Submissions submissions, IControlVerbs verbs, Outbox outbox, DiscoveryAnnouncer announcer, IBrokerLink link, ILogger log)
{
    public void StartStep() => verbs.StartStep();

    /// <summary>Stages the consequences of a batch, except of messages that were answered while the store could not be written.</summary>
    public void Stage(InboundBatch batch, HeldEvent held)
    {
        foreach (var message in batch.Messages.Where(m => !held.Served.Contains(m))) Stage(message, held.At);
    }

    /// <summary>Answers a message that changes nothing, while the store cannot be written. False when the message must wait.</summary>
    public bool TryServeWithoutStore(InboundMessage message, in Timestamp now)
    {
        var inbound = topics.Parse(message.Topic);
        switch (inbound.Kind)
        {
            case InboundKind.Submit: return false;
            case InboundKind.Control when verbs.ChangesStore(inbound.Verb, message): return false;
            case InboundKind.Control: link.Publish(verbs.Answer(inbound.Verb, message, now)); return true;
            case InboundKind.ReceiptAck: AcknowledgeReceipts(message); return true;
            case InboundKind.HomeAssistantStatus: announcer.Heard(message); return true;
            default: return true;
        }
    }

    private void Stage(InboundMessage message, in Timestamp now)
    {
        var inbound = topics.Parse(message.Topic);
        switch (inbound.Kind)
        {
            case InboundKind.Submit: submissions.Stage(message, now); break;
            case InboundKind.Control: StageAnswer(inbound.Verb, message, now); break;
            case InboundKind.ReceiptAck: AcknowledgeReceipts(message); break;
            case InboundKind.HomeAssistantStatus: announcer.Heard(message); break;
            case InboundKind.Other: break;
        }
    }

    private void StageAnswer(string verb, InboundMessage message, in Timestamp now)
    {
        var reply = verbs.Answer(verb, message, now);
        step.Then(() => link.Publish(reply));
    }

    private void AcknowledgeReceipts(InboundMessage message)
    {
        var request = ControlRequest.Read(message.Payload);
        long? upTo = request.Whole("up_to_seq", 0, long.MaxValue);
        if (message.IsRetained || request.Error is not null || upTo is null) log.BadAck(request.Error ?? "up_to_seq: is required, and not retained");
        else outbox.Acknowledged(upTo.Value);
    }
}
