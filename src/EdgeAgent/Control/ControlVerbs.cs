using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control;

/// <summary>Serves control messages by the table of verbs, and makes the answers.</summary>
/// <param name="verbs">In the order in which the error message lists them.</param>
internal sealed class ControlVerbs(IReadOnlyList<ControlVerb> verbs, Topics topics, DocumentHeader header, IBrokerLink link, PacketBudget budget, ILogger log) : IControlVerbs
{
    // Of answers that wait: a burst of questions is not to fill the memory.
    private const int MostAnswerBytes = 512 * 1024;

    private readonly Dictionary<string, ControlVerb> _byName = verbs.ToDictionary(v => v.Name, StringComparer.Ordinal);
    private long _answeredBytes;

    /// <summary>The answers of the step before are with the link now, which counts them itself.</summary>
    public void StartStep() => _answeredBytes = 0;

    public bool ChangesStore(string verb, InboundMessage message)
    {
        if (!_byName.TryGetValue(verb, out var known)) return false;
        return known.ChangesStore || known.ChangesStoreWith is { } field && ControlRequest.Read(message.Payload).Get(field) is not null;
    }

    public OutboundMessage Answer(string verb, InboundMessage message, in Timestamp now)
    {
        var request = ControlRequest.Read(message.Payload);
        var verdict = Serve(verb, request, message, now);
        var reply = new ReplyDocument
        {
            Verb = verb,
            Correlation = request.Correlation,
            Ok = verdict.Error is null,
            Error = verdict.Error,
            Data = verdict.Data,
        };
        string topic = topics.AnswerTopic(request.ReplyTo) ?? topics.AnswerTopic(message.ResponseTopic) ?? topics.Reply;
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(header.On(reply, now), LinkJson.Wire.ReplyDocument);
        if (payload.Length > budget.For(topic)) payload = TooLarge(reply, payload.Length, budget.For(topic), now);
        _answeredBytes += payload.Length;
        return new OutboundMessage(topic, payload) { CorrelationData = message.CorrelationData };
    }

    // What the verb did holds all the same; whoever asked must not wait for an answer that never leaves.
    private byte[] TooLarge(ReplyDocument reply, int bytes, long most, in Timestamp now)
    {
        string error = $"too_large: the answer has {bytes} bytes, the broker takes {most}";
        return JsonSerializer.SerializeToUtf8Bytes(header.On(reply with { Ok = false, Error = reply.Error ?? error, Data = null }, now), LinkJson.Wire.ReplyDocument);
    }

    private Verdict Serve(string verb, ControlRequest request, InboundMessage message, in Timestamp now)
    {
        if (request.Error is { } fault) return Verdict.Fail(fault);
        if (message.IsRetained) return Verdict.Fail("retained: a command must be published without the retain flag");
        var known = _byName.GetValueOrDefault(verb);
        if (known is not { ChangesStore: true } && _answeredBytes + link.QueuedBytes > MostAnswerBytes)
        {
            return Verdict.Fail("busy: earlier answers wait for the broker; ask again later");
        }

        if (known is null) return Verdict.Fail($"verb: '{verb}' is not known; known: {string.Join(", ", verbs.Select(v => v.Name))}");
        var verdict = Serve(known, request, now);
        if (request.Error is { } wrongField) return Verdict.Fail(wrongField);
        return verdict;
    }

    // A request that meets a fault of ours, or of the medium, is not to end the agent: the broker would send it again at every start.
    private Verdict Serve(ControlVerb known, ControlRequest request, in Timestamp now)
    {
        try
        {
            return known.Serve(request, now);
        }
        catch (Exception e) when (e is not SqliteException { IsDamage: true })
        {
            log.VerbFailed(known.Name, e);
            return Verdict.Fail(e is SqliteException ? $"store: {e.Message}" : $"internal: {known.Name} failed ({e.GetType().Name}: {e.Message}); what it had changed before stays");
        }
    }
}
