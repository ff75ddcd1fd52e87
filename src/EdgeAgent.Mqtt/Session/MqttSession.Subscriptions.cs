using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Session;

internal sealed partial class MqttSession
{
    /// <summary>What to subscribe to again when the broker has forgotten.</summary>
    private readonly Dictionary<string, MqttSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly List<SubscriptionRequest> _requests = [];
    private readonly Dictionary<ushort, (SubscriptionRequest Request, int[] Positions)> _subscribing = [];

    public void Subscribe(SubscriptionRequest request, long now)
    {
        _now = now;
        if (State == SessionState.Ended || _isStopping)
        {
            Complete(request, answered: false);
            return;
        }
        foreach (var subscription in request.Subscriptions)
        {
            if (request.IsRemoval)
                _subscriptions.Remove(subscription.Filter);
            else
                _subscriptions[subscription.Filter] = subscription;
        }
        _requests.Add(request);
        if (State == SessionState.Connected)
            Send(request);
    }

    private void ResumeSubscriptions(bool isNeeded)
    {
        _subscribing.Clear();
        if (isNeeded)
        {
            // Requests that are still open bring their own filters, and their own answer.
            var open = _requests.Where(r => !r.IsRemoval).SelectMany(r => r.Subscriptions).Select(s => s.Filter).ToHashSet(StringComparer.Ordinal);
            var missing = _subscriptions.Values.Where(s => !open.Contains(s.Filter)).ToArray();
            if (missing.Length > 0)
                _requests.Insert(0, new SubscriptionRequest(missing, false, _options.OnSubscribed));
        }
        foreach (var request in _requests.ToArray())
            Send(request);
    }

    private void Send(SubscriptionRequest request)
    {
        request.OpenPackets = 0;
        var groups = Enumerable.Range(0, request.Subscriptions.Count)
            .Where(i => (request.Codes[i] = request.IsRemoval ? ReasonCode.Success : LocalRefusal(request.Subscriptions[i])) == ReasonCode.Success)
            .GroupBy(i => request.Subscriptions[i].SubscriptionId)
            .ToArray();
        foreach (var positions in groups)
            SendPacket(request, [.. positions]);
        if (groups.Length == 0)
            Finish(request);
    }

    private void SendPacket(SubscriptionRequest request, int[] positions)
    {
        var id = _ids.Take();
        _subscribing[id] = (request, positions);
        request.OpenPackets++;
        var chosen = Array.ConvertAll(positions, i => request.Subscriptions[i]);
        if (request.IsRemoval)
            PacketWriter.Unsubscribe(Output, _isV5, id, Array.ConvertAll(chosen, s => s.Filter));
        else
            PacketWriter.Subscribe(Output, _isV5, id, Broker.SubscriptionIdsAvailable ? chosen : Array.ConvertAll(chosen, s => s with { SubscriptionId = null }));
    }

    /// <summary>To send what CONNACK ruled out would cost the connection (MQTT 5, 3.2.2.3.11 and 3.2.2.3.13).</summary>
    private ReasonCode LocalRefusal(MqttSubscription subscription)
    {
        if (!Broker.SharedSubscriptionAvailable && subscription.Filter.StartsWith("$share/", StringComparison.Ordinal))
            return ReasonCode.SharedSubscriptionsNotSupported;
        return !Broker.WildcardSubscriptionAvailable && subscription.Filter.AsSpan().ContainsAny('+', '#')
            ? ReasonCode.WildcardSubscriptionsNotSupported
            : ReasonCode.Success;
    }

    private void OnSubscriptionAnswer(PacketType type, ref PacketReader reader)
    {
        var answer = SubscriptionAnswer.Decode(type, ref reader, _isV5);
        if (IsFaulty(ref reader))
            return;
        if (!_subscribing.Remove(answer.PacketId, out var open))
        {
            Notice(MqttNoticeKind.UnexpectedAcknowledgement, $"{type} for identifier {answer.PacketId}, which is not in flight");
            return;
        }
        _ids.Release(answer.PacketId);
        var hasCodes = type == PacketType.Suback || _isV5;
        if (open.Request.IsRemoval != (type == PacketType.Unsuback) || (hasCodes && answer.Codes.Length != open.Positions.Length))
        {
            Violation(ReasonCode.ProtocolError, $"{type} with {answer.Codes.Length} codes for {open.Positions.Length} filters [MQTT-3.8.4-6]");
            return;
        }
        for (var i = 0; hasCodes && i < answer.Codes.Length; i++)
            open.Request.Codes[open.Positions[i]] = answer.Codes[i];
        open.Request.ReasonString ??= answer.ReasonString;
        open.Request.UserProperties ??= answer.UserProperties;
        if (--open.Request.OpenPackets == 0)
            Finish(open.Request);
    }

    private void Finish(SubscriptionRequest request)
    {
        _requests.Remove(request);
        for (var i = 0; i < request.Codes.Length && !request.IsRemoval; i++)
        {
            var wanted = request.Subscriptions[i];
            if (request.Codes[i].IsFailure() || (byte)request.Codes[i] < (byte)wanted.Qos)
                Notice(MqttNoticeKind.SubscriptionNotGranted,
                    Describe($"subscription to {wanted.Filter} with QoS {(int)wanted.Qos} answered", request.Codes[i], request.ReasonString));
        }
        Complete(request);
        TryFinishStop();
    }

    private void Complete(SubscriptionRequest request, bool answered = true) =>
        _actions.Enqueue(new SessionAction.Subscribed(request, request.Result(answered)));
}
