using EdgeAgent.Mqtt.Packets;

namespace EdgeAgent.Mqtt.Session;

internal sealed partial class MqttSession
{
    // The broker closes after DISCONNECT [MQTT-3.14.4-3]: that it did shows that it has it, and that no will follows.
    private const long FarewellMs = 2_000;

    // A broker that still knows us answers at once; one that has dropped us resets the connection just as fast.
    private const long AnswerAfterSleepMs = 5_000;

    private bool _isAway;

    /// <summary>
    /// Ends the connection in order, so that no will is published and the session is kept, and makes no other one until <see cref="Return"/>.
    /// Publishes wait meanwhile. <see cref="SessionAction.Disconnected"/> follows when the broker has closed, or after two seconds.
    /// </summary>
    public void Leave(long now)
    {
        _now = now;
        if (_isAway || _isStopping || State == SessionState.Ended)
            return;
        _isAway = true;
        if (State == SessionState.Connected)
        {
            PacketWriter.Disconnect(Output, _isV5, ReasonCode.Success);
            State = SessionState.Leaving;
            _deadline = now + FarewellMs;
        }
        else if (State is SessionState.Opening or SessionState.Handshaking)
        {
            Left();
        }
    }

    /// <summary>Connects at once after <see cref="Leave"/>.</summary>
    public void Return(long now)
    {
        _now = now;
        if (!_isAway)
            return;
        _isAway = false;
        if (State == SessionState.Leaving)
            Left();
        _retryAt = now;
    }

    /// <summary>
    /// The machine was suspended by somebody else: whether the connection has outlived it is asked now, not when the next ping would be due.
    /// </summary>
    /// <param name="time">Null where the clocks do not tell: a machine without a clock that runs on in suspend.</param>
    public void MachineSlept(TimeSpan? time, long now)
    {
        _now = now;
        Notice(MqttNoticeKind.MachineSlept, time is { } span ? $"the machine slept for {span.TotalSeconds:0} s" : "the machine slept, or its clock was set");
        if (State != SessionState.Connected)
            return;
        PacketWriter.Pingreq(Output);
        _lastSentAt = now;
        _answerDueAt = now + Math.Min(AnswerAfterSleepMs, (long)_options.PingTimeout.TotalMilliseconds);
    }

    private void Left() => End(new DisconnectedInfo { Cause = DisconnectCause.Requested, Reason = "client left" }, retryIn: 0);
}
