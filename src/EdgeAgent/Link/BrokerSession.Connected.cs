using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAgent.Link;

/// <content>While connected: messages in and out, and the signs of life.</content>
internal sealed partial class BrokerSession
{
    // Before the time stated, with 5 % in hand: the gap between packets must not exceed it [MQTT-3.1.2-20].
    private const double PingAt = 0.95;

    // A broker that still knows us answers at once; one that has dropped us resets the connection just as fast.
    private const long AnswerAfterSleepMs = 5_000;

    private long? _pingSentAtMs;
    private long _answerWithinMs;
    private long _heardAtPing;

    private long KeepAliveDueMs
    {
        get
        {
            if (_connection is not { } connection || _facts is not { } facts) return long.MaxValue;
            long ping = facts.KeepAlive == TimeSpan.Zero ? long.MaxValue : connection.LastSentMs + (long)(facts.KeepAlive.TotalMilliseconds * PingAt);
            return Math.Min(ping, AnswerDueMs(connection));
        }
    }

    /// <summary>Any byte shows that the broker lives. While reading is paused the answer may wait unread: then its absence says nothing.</summary>
    private long AnswerDueMs(BrokerConnection connection)
    {
        if (_pingSentAtMs is not { } sent || connection.IsPaused || connection.HeardBytes != _heardAtPing) return long.MaxValue;
        return sent + _answerWithinMs;
    }

    private void KeepAlive()
    {
        var connection = _connection!;
        if (_nowMs >= AnswerDueMs(connection)) Fail(LossCause.TimedOut, $"no answer to PINGREQ within {_answerWithinMs / 1000.0:0.#} s");
        else if (_nowMs >= KeepAliveDueMs) Ping(_options.PingTimeout);
    }

    private void Ping(TimeSpan patience)
    {
        var connection = _connection!;
        _pingSentAtMs = _nowMs;
        _heardAtPing = connection.HeardBytes;
        _answerWithinMs = (long)patience.TotalMilliseconds;
        connection.Ping();
    }

    /// <summary>The time for an answer counts from the end of a pause.</summary>
    private void ExtendWhilePaused()
    {
        if (_pingSentAtMs is not null && _connection is { IsPaused: true }) _pingSentAtMs = _nowMs;
    }

    /// <summary>Whether the connection has outlived a suspension is asked now, not when the next ping would be due.</summary>
    private void MachineSlept(TimeSpan? slept)
    {
        Warn(WarningKind.MachineSlept, slept is { } span ? $"the machine slept for {span.TotalSeconds:0} s" : "the machine slept, or its clock was set");
        if (_state != State.Connected) return;
        Ping(TimeSpan.FromMilliseconds(Math.Min(AnswerAfterSleepMs, _options.PingTimeout.TotalMilliseconds)));
    }

    /// <summary>On a thread of the library, in the order of arrival.</summary>
    private void Received(BrokerConnection connection, AcknowledgementOrder.Entry received)
    {
        var batch = new InboundBatch(
            [InboundMessage.From(received.Message.ApplicationMessage)],
            () => _thread.Post(() => connection.Acknowledge(received)),
            () => _thread.Post(() => Abandoned(connection)));
        try
        {
            if (_options.OnReceived is { } handler) handler(batch);
            else batch.Acknowledge();
        }
        catch (Exception e)
        {
            _thread.Post(() => Warn(WarningKind.Note, $"what had arrived could not be taken: {e.Message}"));
            batch.Abandon();
        }
    }

    /// <summary>What was not stored must come again, and comes on a new connection only.</summary>
    private void Abandoned(BrokerConnection connection)
    {
        if (connection == _connection && _state == State.Connected) Fail(LossCause.Abandoned, "what had arrived could not be stored");
    }

    private void Publish(QueuedPublish publish, bool isFull)
    {
        if (_isStopping && _state != State.Connected) Finished(publish, new(PublishStatus.Stopped, $"{publish.Topic}: the link has ended"));
        else if (Fault(publish.Message) is { } fault) Finished(publish, new(PublishStatus.Invalid, fault));
        else if (isFull) Finished(publish, new(PublishStatus.QueueFull, $"{publish.Topic}: {_options.MaximumQueuedBytes} bytes wait already"));
        else if (publish.Message.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce) _publishes.Add(publish);
        else if (_state != State.Connected) Finished(publish, new(PublishStatus.NotConnected, $"{publish.Topic}: not connected"));
        else _publishes.SendOne(publish, _facts!, _nowMs, Send);
    }

    private static string? Fault(MqttApplicationMessage message)
    {
        try
        {
            MqttTopicValidator.ThrowIfInvalid(message);
            return null;
        }
        catch (MQTTnet.Exceptions.MqttProtocolViolationException e)
        {
            return $"{message.Topic}: {e.Message}";
        }
    }

    // A broker that closes on a subscription is not to be taken for one that closes on a publish.
    private void Pump()
    {
        if (_state == State.Connected && _subscriber.Pending == 0) _publishes.Pump(_facts!, _nowMs, Send);
        if (_isStopping && _state == State.Connected && _publishes.IsEmpty) FinishStop(isOrderly: true);
    }

    // What is posted is posted by the thread that ends the exchange, mostly this one: a thread of the pool, and the pool's own watch over it, are eight wake-ups.
    private void Send(QueuedPublish publish, MqttApplicationMessage message)
    {
        var connection = _connection!;
        connection.PublishAsync(message).ContinueWith(
            t => _thread.Post(() => Answered(connection, publish, t)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Answered(BrokerConnection connection, QueuedPublish publish, Task<MqttClientPublishResult> task)
    {
        // A publish without an answer belongs to a connection that ends: its end decides what becomes of it.
        _ = task.Exception;
        if (connection != _connection || !task.IsCompletedSuccessfully) return;
        var result = task.Result;
        _publishes.Answered(publish, result.IsSuccess
            ? new(PublishStatus.Done)
            : new(PublishStatus.Refused, ReasonWords.Describe(publish.Topic, result.ReasonCode, result.ReasonString)) { Code = (int)result.ReasonCode });
    }

    private void Finished(QueuedPublish publish, PublishOutcome outcome)
    {
        Interlocked.Add(ref _queuedBytes, -publish.Bytes);
        publish.Completed?.Invoke(outcome);
    }
}
