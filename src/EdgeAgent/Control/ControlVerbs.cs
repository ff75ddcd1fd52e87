using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control;

/// <summary>Serves control messages by the table of verbs and builds the answers.</summary>
/// <param name="verbs">The verbs in the order in which an error message lists them.</param>
internal sealed class ControlVerbs(IReadOnlyList<ControlVerb> verbs, Topics topics, DocumentHeader header, IBrokerLink link, PacketBudget budget, ILogger log) : IControlVerbs
{
    // Limit of answers that wait to be sent, so that many requests do not fill the memory.
    private const int MostAnswerBytes = 512 * 1024;

    private readonly Dictionary<string, ControlVerb> _byName = verbs.ToDictionary(v => v.Name, StringComparer.Ordinal);
    private long _answeredBytes;

    /// <summary>Resets the count of answered bytes, because the link counts the answers of the step before.</summary>
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

    // The verb's changes stay in force. The requester gets an error, because the answer itself cannot be sent.
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

    // A defect or a medium error must not end the agent, because the broker would send the request again at every start.
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
