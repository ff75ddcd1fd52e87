namespace EdgeAgent.Link;

/// <summary>
/// Finds out why a broker ends connections that it had accepted: because of a packet of the agent, because another client uses the same
/// client id, or for reasons of its own. Sets aside topics that the broker closes on. Used on the session's thread.
/// </summary>
internal sealed class LossDiagnosis(SessionContext context, Subscriber subscriber, PublishQueue publishes)
{
    // Of two clients with one client id the broker closes the older connection; when both reconnect at once, each connection lasts about this long.
    private const long SuspiciousLifeMs = 2_000;

    // MQTT 3.1.1 has no other sign of this; MQTT 5 has a reason code, which mosquitto 2.0.11 omits.
    private const int ShortLivesOn311 = 2;
    private const int ShortLivesOn5 = 4;

    private int _unexplainedEnds;

    /// <summary>Explains the end of an established connection: returns the loss with the packet that explains it, and with <see cref="ConnectionLoss.IsTakeover"/>.</summary>
    /// <param name="last">The packet sent last, when the broker has sent nothing since.</param>
    /// <param name="lasted">Time from CONNACK to the end.</param>
    public ConnectionLoss Judge(ConnectionLoss loss, UnansweredPacket? last, bool isV5, TimeSpan lasted)
    {
        if (loss.Cause is not (LossCause.ClosedByBroker or LossCause.DisconnectedByBroker)) return loss;
        var explained = Explain(loss, last);
        if (loss.Code == ReasonWords.SessionTakenOver) return explained with { IsTakeover = true };
        bool isSuspicious = explained == loss && loss.Cause == LossCause.ClosedByBroker && lasted.TotalMilliseconds < SuspiciousLifeMs;
        if (isSuspicious) _unexplainedEnds++;
        else _unexplainedEnds = 0;
        int mostShortLives = isV5 ? ShortLivesOn5 : ShortLivesOn311;
        return explained with { IsTakeover = _unexplainedEnds >= mostShortLives };
    }

    /// <summary>Text for an operator: another client uses the client id, or may use it, and why.</summary>
    public string NameTakeover(ConnectionLoss loss)
    {
        if (loss.Code == ReasonWords.SessionTakenOver) return $"client id '{context.Options.ClientId}' is used by another client";
        return $"the broker closed {_unexplainedEnds} connections soon after it had accepted them, without a reason: perhaps another client uses the client id '{context.Options.ClientId}', or the broker has a limit";
    }

    /// <summary>The broker cannot be reached: a restart explains the ends of the last connections.</summary>
    public void Unreachable()
    {
        _unexplainedEnds = 0;
        publishes.Forgive();
        subscriber.Forgive();
    }

    /// <summary>Adds to the loss after which packet the broker closed, when one was unanswered, and sets its topic aside when it is to blame.</summary>
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
