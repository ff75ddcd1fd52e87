using MQTTnet;

namespace EdgeAgent.Link;

/// <summary>
/// A connection between CONNACK and its end: subscribes, publishes, and pings. Used on the session's thread. It detects faults of the
/// connection; the session ends the connection.
/// </summary>
internal sealed class ActiveConnection(
    SessionContext context, BrokerConnection connection, BrokerFacts facts, Subscriber subscriber, PublishQueue publishes)
{
    private readonly KeepAliveTimer _keepAlive = new(facts.KeepAlive, context.Options.PingTimeout);
    private readonly long _sinceMs = context.NowMs;
    private long _subscribedByMs = long.MaxValue;
    private bool _isLeaving;
    private bool _hasEnded;

    public TimeSpan Lasted => TimeSpan.FromMilliseconds(context.NowMs - _sinceMs);

    /// <summary>When <see cref="Look"/> has something to do, boot clock.</summary>
    public long DueMs => Math.Min(Math.Min(_subscribedByMs, PublishedByMs), _keepAlive.DueMs(connection.Line));

    // While reading is paused the answer may be waiting unread, so a missing answer proves nothing.
    private long PublishedByMs
    {
        get
        {
            if (publishes.UnansweredSinceMs is not { } since || connection.Line.IsPaused) return long.MaxValue;
            return since + (long)context.Options.PublishTimeout.TotalMilliseconds;
        }
    }

    private bool IsOpen => !_hasEnded && !_isLeaving;

    /// <summary>Starts to read messages, and subscribes where that is needed.</summary>
    /// <param name="isWithoutSubscriptions">The broker has no subscriptions of this client.</param>
    public void Begin(bool isWithoutSubscriptions)
    {
        connection.Begin();
        // A session that the broker kept may lack the filters that the last connection asked for without an answer.
        if (!isWithoutSubscriptions && subscriber.IsDone) return;
        subscriber.Begin();
        SubscribeNext();
    }

    /// <summary>Pings when it is time. Returns a loss when the broker has been silent for too long.</summary>
    public ConnectionLoss? Look()
    {
        if (context.NowMs >= _subscribedByMs) return context.Missing("answer to SUBSCRIBE");
        if (context.NowMs >= PublishedByMs) return context.Missing("answer to PUBLISH", context.Options.PublishTimeout);
        if (_keepAlive.IsDead(connection.Line, context.NowMs)) return new ConnectionLoss(LossCause.TimedOut, _keepAlive.Silence);
        if (_keepAlive.IsPingDue(connection.Line, context.NowMs)) Ping(isAfterSleep: false);
        return null;
    }

    /// <summary>Pings at once after a suspension, to find out whether the connection survived it.</summary>
    public void MachineSlept() => Ping(isAfterSleep: true);

    /// <summary>Call at each step, before any message that arrived is finished.</summary>
    public void ExtendWhilePaused() => _keepAlive.ExtendWhilePaused(connection.Line, context.NowMs);

    /// <summary>Sends waiting packets, as many as broker and options allow. Subscriptions go first and alone, so that a close after one is not blamed on a publish.</summary>
    public void Pump()
    {
        if (subscriber.Pending == 0) publishes.Pump(facts, context.NowMs, Send);
    }

    /// <summary>Sends a publish of QoS 0 at once, without the queue.</summary>
    public void SendNow(QueuedPublish publish) => publishes.SendOne(publish, facts, context.NowMs, Send);

    /// <summary>Sends DISCONNECT, and calls back when the broker has closed, at the latest after two seconds.</summary>
    public void BeginLeave(Action left)
    {
        _isLeaving = true;
        connection.Uncork();
        context.WhenDone(connection.LeaveAsync(), _ => left());
        connection.Cork();
    }

    /// <summary>Sends DISCONNECT and waits for the end. The session's thread does this last.</summary>
    public void Leave(TimeSpan patience)
    {
        _isLeaving = true;
        connection.Uncork();
        connection.LeaveAsync().Wait(patience);
        connection.Cork();
    }

    /// <summary>Answers that arrive later are ignored.</summary>
    public void End() => _hasEnded = true;

    private void Ping(bool isAfterSleep)
    {
        _keepAlive.Pinged(connection.Line, context.NowMs, isAfterSleep);
        connection.Ping();
    }

    private void SubscribeNext()
    {
        if (subscriber.Next() is not { } packet)
        {
            _subscribedByMs = long.MaxValue;
            NameRefused();
            return;
        }

        _subscribedByMs = context.AnswerDueMs;
        context.WhenDone(connection.SubscribeAsync(packet), Subscribed);
    }

    // When the connection ended before the answer, its loss is reported instead.
    private void Subscribed(Task<MqttClientSubscribeResult> answer)
    {
        _ = answer.Exception;
        if (!IsOpen || !answer.IsCompletedSuccessfully) return;
        subscriber.Answered(answer.Result);
        SubscribeNext();
    }

    private void NameRefused()
    {
        foreach (var item in subscriber.Refused)
        {
            context.Warn(WarningKind.SubscriptionRefused, ReasonWords.Describe($"subscription to {item.TopicFilter.Topic} answered", item.ResultCode, null));
        }

        context.Options.OnSubscribed?.Invoke(subscriber.Refused);
    }

    private void Send(QueuedPublish publish, MqttApplicationMessage message) =>
        context.WhenDone(connection.PublishAsync(message), answer => Published(publish, answer));

    private void Published(QueuedPublish publish, Task<MqttClientPublishResult> answer)
    {
        // A publish without an answer belongs to a connection that ended: the queue decides then whether to send it again.
        _ = answer.Exception;
        if (_hasEnded || !answer.IsCompletedSuccessfully) return;
        var result = answer.Result;
        publishes.Answered(publish, Outcome(publish, result), context.NowMs);
    }

    private static PublishOutcome Outcome(QueuedPublish publish, MqttClientPublishResult result)
    {
        if (result.IsSuccess) return new(PublishStatus.Done);
        string text = ReasonWords.Describe(publish.Topic, result.ReasonCode, result.ReasonString);
        return new(PublishStatus.Refused, text) { Code = (int)result.ReasonCode };
    }
}
