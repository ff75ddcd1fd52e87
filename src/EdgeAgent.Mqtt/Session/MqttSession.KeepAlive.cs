using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Session;

internal sealed partial class MqttSession
{
    private long _keepAliveMs;
    private long _lastSentAt;
    private long? _answerDueAt;

    private long KeepAliveDueAt => Math.Min(PingDueAt, AnswerDueAt);

    private long PingDueAt => _keepAliveMs == 0 ? long.MaxValue : _lastSentAt + _keepAliveMs;

    // While reading is paused the answer may wait unread in the socket: then its absence says nothing.
    private long AnswerDueAt => _answerDueAt is { } due && !IsReadingPaused ? due : long.MaxValue;

    /// <summary>Counted from the last packet sent (MQTT 5, 3.1.2.10) with 5 % in hand: the gap must not exceed the time stated [MQTT-3.1.2-20].</summary>
    private void StartKeepAlive(TimeSpan keepAlive)
    {
        _keepAliveMs = (long)(keepAlive.TotalMilliseconds * 0.95);
        _lastSentAt = _now;
        _answerDueAt = null;
    }

    private void KeepAlive()
    {
        if (_now >= AnswerDueAt)
        {
            Fail(DisconnectCause.TimedOut, ReasonCode.KeepAliveTimeout, $"no answer to PINGREQ within {_options.PingTimeout.TotalSeconds:0.#} s");
        }
        else if (_now >= PingDueAt)
        {
            PacketWriter.Pingreq(Output);
            _lastSentAt = _now;
            _answerDueAt ??= _now + (long)_options.PingTimeout.TotalMilliseconds;
        }
    }

    /// <summary>The output has been handed to the transport.</summary>
    public void Sent(long now) => _lastSentAt = now;

    /// <summary>Any byte shows that the broker lives: PINGRESP may be queued behind much data.</summary>
    private void HeardFromBroker()
    {
        if (_answerDueAt is not null)
            _answerDueAt = _now + (long)_options.PingTimeout.TotalMilliseconds;
    }
}
