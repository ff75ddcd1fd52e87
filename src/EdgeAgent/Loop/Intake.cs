using System.Security.Cryptography;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Execution;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>Judges submitted documents. It changes nothing: the agent stages, commits and answers.</summary>
internal sealed class Intake(Topics topics, TaskKinds kinds, DocumentRules rules)
{
    public Submission Judge(InboundMessage message, TaskBook book, in Timestamp now)
    {
        var bytes = message.Payload.Span;
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var parsed = Parse(bytes);
        var answer = new Answer(topics.AnswerTopic(parsed.ReplyTo) ?? topics.AnswerTopic(message.ResponseTopic), message.CorrelationData?.ToArray());
        IReadOnlyList<string> unknown = parsed.UnknownFields;
        Admission admission;
        if (Refusal(message, parsed) is { } refusal) admission = new Admission.Rejected(refusal);
        else admission = Admit(parsed, sha256, book, now, out unknown);
        return new Submission(admission, sha256, parsed.Id, answer, parsed.CorrelationJson) { UnknownFields = unknown };
    }

    /// <summary>Reads a document that is not submitted, for a dry run.</summary>
    public (TaskRecord? Record, Rejection? Rejection) Try(ReadOnlySpan<byte> document, TaskBook book, in Timestamp now)
    {
        var parsed = Parse(document);
        if (parsed.Rejection is { } rejection) return (null, rejection);
        return Admit(parsed, "", book, now, out _) switch
        {
            Admission.Accepted a => (a.Record, null),
            Admission.Repeated r => (r.Record, null),
            Admission.Rejected r => (null, r.Rejection),
            _ => throw new InvalidOperationException("unknown admission"),
        };
    }

    private Admission Admit(ParsedDocument parsed, string sha256, TaskBook book, in Timestamp now, out IReadOnlyList<string> unknown)
    {
        var spec = parsed.Spec!;
        unknown = parsed.UnknownFields;
        var admission = TaskIntake.Admit(spec, sha256, book.Known(), now, book.Policy);

        // A known task is not validated again: the stored answer is sent.
        if (admission is not Admission.Accepted accepted) return admission;
        ArgsCheck args = Check(spec);
        unknown = [.. parsed.UnknownFields, .. args.UnknownFields];
        if (args.Fault is { } fault) return new Admission.Rejected(new Rejection(RejectionCodes.InvalidField, fault));
        return accepted with { Record = accepted.Record with { Warnings = unknown } };
    }

    // Without this catch a document that crashes its reader would end the agent at every start, because the broker sends it again.
    private ParsedDocument Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return TaskDocument.Parse(bytes, rules);
        }
        catch (Exception e)
        {
            return new ParsedDocument(null, new Rejection(RejectionCodes.BadJson, $"document: cannot be read ({e.GetType().Name}: {e.Message})"), null, null, null);
        }
    }

    private ArgsCheck Check(TaskSpec spec)
    {
        try
        {
            return kinds.Validate(spec);
        }
        catch (Exception e)
        {
            return ArgsCheck.Bad($"args: cannot be judged by the kind {spec.Kind} ({e.GetType().Name}: {e.Message})");
        }
    }

    // A retained or expired message may be arbitrarily old, so it never starts a task.
    private static Rejection? Refusal(InboundMessage message, ParsedDocument parsed)
    {
        if (message.IsRetained) return new Rejection(RejectionCodes.Retained, "a task must be published without the retain flag");
        return parsed.Rejection;
    }
}
