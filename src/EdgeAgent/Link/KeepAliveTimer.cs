namespace EdgeAgent.Link;

/// <summary>
/// When a connection needs a sign of life from us, and when the broker's silence means that it is dead. Pure: it is given the time
/// (boot clock) and what the line has seen. One for each connection.
/// </summary>
/// <param name="keepAlive">In force; zero for never.</param>
/// <param name="answerPatience">How long the broker may take to answer a ping.</param>
internal sealed class KeepAliveTimer(TimeSpan keepAlive, TimeSpan answerPatience)
{
    // Before the time stated, with 5 % in hand: the gap between packets must not exceed it [MQTT-3.1.2-20].
    private const double PingAt = 0.95;

    // A broker that still knows us answers at once; one that has dropped us resets the connection just as fast.
    private const long AnswerAfterSleepMs = 5_000;

    private long? _pingSentAtMs;
    private long _answerWithinMs;
    private long _heardAtPing;

    /// <summary>What to say when <see cref="IsDead"/>.</summary>
    public string Silence => $"no answer to PINGREQ within {_answerWithinMs / 1000.0:0.#} s";

    /// <summary>When to look again; <see cref="long.MaxValue"/> for never.</summary>
    public long DueMs(LineActivity line) => Math.Min(PingDueMs(line), AnswerDueMs(line));

    public bool IsDead(LineActivity line, long nowMs) => nowMs >= AnswerDueMs(line);

    public bool IsPingDue(LineActivity line, long nowMs) => nowMs >= PingDueMs(line);

    /// <summary>A ping goes out. Any byte that comes after it shows that the broker lives.</summary>
    /// <param name="isAfterSleep">The machine was suspended: the connection has either outlived that or not, and shows it soon.</param>
    public void Pinged(LineActivity line, long nowMs, bool isAfterSleep = false)
    {
        long patienceMs = (long)answerPatience.TotalMilliseconds;
        _pingSentAtMs = nowMs;
        _heardAtPing = line.HeardBytes;
        _answerWithinMs = isAfterSleep ? Math.Min(AnswerAfterSleepMs, patienceMs) : patienceMs;
    }

    /// <summary>The time for an answer counts from the end of a pause. At each step.</summary>
    public void ExtendWhilePaused(LineActivity line, long nowMs)
    {
        if (_pingSentAtMs is not null && line.IsPaused) _pingSentAtMs = nowMs;
    }

    private long PingDueMs(LineActivity line)
    {
        if (keepAlive == TimeSpan.Zero) return long.MaxValue;
        return line.LastSentMs + (long)(keepAlive.TotalMilliseconds * PingAt);
    }

    // While reading is paused the answer may wait unread: then its absence says nothing.
    private long AnswerDueMs(LineActivity line)
    {
        if (_pingSentAtMs is not { } sent || line.IsPaused || line.HeardBytes != _heardAtPing) return long.MaxValue;
        return sent + _answerWithinMs;
    }
}
