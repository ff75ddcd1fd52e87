using EdgeAgent.Native;

namespace EdgeAgent.Link;

/// <summary>What the parts of a session share: its options, the time of the present step, and the way back to the session's thread.</summary>
/// <param name="post">Runs an action on the session's thread; does nothing once that has ended.</param>
internal sealed class SessionContext(SessionOptions options, Action<Action> post)
{
    public SessionOptions Options { get; } = options;

    /// <summary>Of the step that is being taken, boot clock.</summary>
    public long NowMs { get; set; } = BootClock.Now;

    /// <summary>From any thread.</summary>
    public void Post(Action action) => post(action);

    /// <summary>
    /// Goes on with the end of an exchange on the session's thread. The thread that ends it posts, which mostly is the session's own: a
    /// thread of the pool, and the pool's own watch over it, are eight wake-ups.
    /// </summary>
    public void WhenDone<TTask>(TTask exchange, Action<TTask> next)
        where TTask : Task =>
        exchange.ContinueWith(_ => post(() => next(exchange)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>The broker owes us something for longer than <see cref="SessionOptions.ConnectTimeout"/>, or <paramref name="patience"/>.</summary>
    public ConnectionLoss Missing(string what, TimeSpan? patience = null) =>
        new(LossCause.TimedOut, $"no {what} of {Options.Host}:{Options.Port} within {(patience ?? Options.ConnectTimeout).TotalSeconds:0.#} s");

    /// <summary>From now on, boot clock: until then name resolution, TCP, TLS and CONNACK, or a SUBACK, must have come.</summary>
    public long AnswerDueMs => NowMs + (long)Options.ConnectTimeout.TotalMilliseconds;

    public void Warn(WarningKind kind, string text) => Options.OnWarning?.Invoke(new LinkWarning(kind, text));
}
