namespace EdgeAgent.Link;

/// <summary>
/// Decides when a connection needs a ping, and when the broker's silence means that the connection is dead. Pure: the caller passes the
/// time (boot clock) and the activity of the line. One for each connection.
/// </summary>
/// <param name="keepAlive">Keep-alive in force; zero for never.</param>
/// <param name="answerPatience">How long the broker may take to answer a ping.</param>
internal sealed class KeepAliveTimer(TimeSpan keepAlive, TimeSpan answerPatience)
{
    // Pings come 5 % early, because the gap between packets must not exceed the keep-alive [MQTT-3.1.2-20].
    private const double PingAt = 0.95;

    // A broker that still has the connection answers at once; one that has dropped it resets it as fast.
    private const long AnswerAfterSleepMs = 5_000;

    private long? _pingSentAtMs;
    private long _answerWithinMs;
    private long _heardAtPing;

    /// <summary>Text of the loss when <see cref="IsDead"/>.</summary>
    public string Silence => $"no answer to PINGREQ within {_answerWithinMs / 1000.0:0.#} s";

    /// <summary>Boot clock time of the next check; <see cref="long.MaxValue"/> for never.</summary>
    public long DueMs(LineActivity line) => Math.Min(PingDueMs(line), AnswerDueMs(line));

    public bool IsDead(LineActivity line, long nowMs) => nowMs >= AnswerDueMs(line);

    public bool IsPingDue(LineActivity line, long nowMs) => nowMs >= PingDueMs(line);

    /// <summary>A ping is sent. Any byte received after it proves that the broker is alive.</summary>
    /// <param name="isAfterSleep">The machine was suspended: the answer of a living connection comes soon.</param>
    public void Pinged(LineActivity line, long nowMs, bool isAfterSleep = false)
    {
        long patienceMs = (long)answerPatience.TotalMilliseconds;
        _pingSentAtMs = nowMs;
        _heardAtPing = line.HeardBytes;
        if (isAfterSleep) _answerWithinMs = Math.Min(AnswerAfterSleepMs, patienceMs);
        else _answerWithinMs = patienceMs;
    }

    /// <summary>Lets the time for an answer count from the end of a pause. Call at each step.</summary>
    public void ExtendWhilePaused(LineActivity line, long nowMs)
    {
        if (_pingSentAtMs is not null && line.IsPaused) _pingSentAtMs = nowMs;
    }

    private long PingDueMs(LineActivity line)
    {
        if (keepAlive == TimeSpan.Zero) return long.MaxValue;
        return line.LastSentMs + (long)(keepAlive.TotalMilliseconds * PingAt);
    }

    // While reading is paused the answer may be waiting unread, so a missing answer proves nothing.
    private long AnswerDueMs(LineActivity line)
    {
        if (_pingSentAtMs is not { } sent || line.IsPaused || line.HeardBytes != _heardAtPing) return long.MaxValue;
        return sent + _answerWithinMs;
    }
}
