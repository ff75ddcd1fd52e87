using EdgeAgent.Native;

namespace EdgeAgent.Link;

/// <summary>Shared by the parts of a session: its options, the time of the present step, and the queue of the session's thread.</summary>
/// <param name="post">Runs an action on the session's thread; does nothing once that has ended.</param>
internal sealed class SessionContext(SessionOptions options, Action<Action> post)
{
    public SessionOptions Options { get; } = options;

    /// <summary>Boot clock time of the present step.</summary>
    public long NowMs { get; set; } = BootClock.Now;

    /// <summary>Runs an action on the session's thread. May be called from any thread.</summary>
    public void Post(Action action) => post(action);

    /// <summary>
    /// Calls <paramref name="next"/> on the session's thread when an exchange has ended. The thread that ends the exchange posts the call;
    /// this is mostly the session's own. A thread of the pool, with the pool's supervision, would cost eight wake-ups.
    /// </summary>
    public void WhenDone<TTask>(TTask exchange, Action<TTask> next)
        where TTask : Task =>
        exchange.ContinueWith(_ => post(() => next(exchange)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>The loss for an answer that the broker has not sent within <see cref="SessionOptions.ConnectTimeout"/>, or <paramref name="patience"/>.</summary>
    public ConnectionLoss Missing(string what, TimeSpan? patience = null) =>
        new(LossCause.TimedOut, $"no {what} of {Options.Host}:{Options.Port} within {(patience ?? Options.ConnectTimeout).TotalSeconds:0.#} s");

    /// <summary>Boot clock time by which an exchange that begins now must end: name resolution, TCP, TLS and CONNACK together, or a SUBACK.</summary>
    public long AnswerDueMs => NowMs + (long)Options.ConnectTimeout.TotalMilliseconds;

    public void Warn(WarningKind kind, string text) => Options.OnWarning?.Invoke(new LinkWarning(kind, text));
}
