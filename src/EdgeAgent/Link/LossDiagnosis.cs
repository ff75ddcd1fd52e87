namespace EdgeAgent.Link;

/// <summary>
/// Why a broker ends connections that it had accepted: because of a packet of ours, because another client uses our name, or for reasons
/// of its own. Sets aside what the broker closes on. By the session's thread.
/// </summary>
internal sealed class LossDiagnosis(SessionContext context, Subscriber subscriber, PublishQueue publishes)
{
    // Of two clients with one name the broker closes the older one; when both return at once each lives about this long.
    private const long SuspiciousLifeMs = 2_000;

    // On 3.1.1 there is no other sign; on 5 there is a reason code, which mosquitto 2.0.11 leaves out.
    private const int ShortLivesOn311 = 2;
    private const int ShortLivesOn5 = 4;

    private int _unexplainedEnds;

    /// <summary>An established connection has ended: the loss, with the packet named that explains it, and with <see cref="ConnectionLoss.IsTakeover"/>.</summary>
    /// <param name="last">What we sent last, when the broker has said nothing since.</param>
    /// <param name="lasted">Time from CONNACK to the end.</param>
    public ConnectionLoss Judge(ConnectionLoss loss, UnansweredPacket? last, bool isV5, TimeSpan lasted)
    {
        if (loss.Cause is not (LossCause.ClosedByBroker or LossCause.DisconnectedByBroker)) return loss;
        var explained = Explain(loss, last);
        if (loss.Code == ReasonWords.SessionTakenOver) return explained with { IsTakeover = true };
        bool isSuspicious = explained == loss && loss.Cause == LossCause.ClosedByBroker && lasted.TotalMilliseconds < SuspiciousLifeMs;
        _unexplainedEnds = isSuspicious ? _unexplainedEnds + 1 : 0;
        return explained with { IsTakeover = _unexplainedEnds >= (isV5 ? ShortLivesOn5 : ShortLivesOn311) };
    }

    /// <summary>For an operator: that, or why, another client is believed to use our name.</summary>
    public string NameTakeover(ConnectionLoss loss)
    {
        if (loss.Code == ReasonWords.SessionTakenOver) return $"client id '{context.Options.ClientId}' is used by another client";
        return $"the broker closed {_unexplainedEnds} connections soon after it had accepted them, without a reason: perhaps another client uses the client id '{context.Options.ClientId}', or the broker has a limit";
    }

    /// <summary>The broker cannot be reached: it was restarted, and that explains the ends of its connections.</summary>
    public void Unreachable()
    {
        _unexplainedEnds = 0;
        publishes.Forgive();
        subscriber.Forgive();
    }

    /// <summary>Says after which packet of ours the broker closed, when one was open, and draws the consequence.</summary>
    private ConnectionLoss Explain(ConnectionLoss loss, UnansweredPacket? last)
    {
        if (loss.Cause == LossCause.DisconnectedByBroker && !ReasonWords.BlamesPacket(loss.Code)) return loss;
        if (subscriber.ClosedByBroker() is { } subscription) return loss with { Reason = $"{loss.Reason}: {subscription}" };
        bool wasInFlight = publishes.HasInFlight;
        var setAside = publishes.ConnectionEnded(isBlamed: true, context.NowMs).ToList();
        if (!wasInFlight && last is { Topic: { } topic } && publishes.ConnectionEndedAfter(topic, last.Value.PayloadBytes, context.NowMs)) setAside.Add(topic);
        foreach (string name in setAside)
        {
            context.Warn(WarningKind.TopicSetAside, $"{name} is set aside: the broker closed the connection after it twice; does it permit this device to publish there, and messages of this size?");
        }

        if (last is null && !wasInFlight) return loss;
        return loss with { Reason = $"{loss.Reason} after our {last?.Text ?? "PUBLISH"}" };
    }
}
