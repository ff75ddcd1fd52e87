namespace EdgeAgent.Workers;

/// <summary>Ends a transfer when the server sends nothing for a time; paused time does not count.</summary>
internal sealed class SilenceTimer : IDisposable
{
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _stop;

    public SilenceTimer(RunContext run, double seconds)
    {
        _limit = TimeSpan.FromSeconds(seconds);
        _stop = run.Stop;
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, run.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, run.Stop);
    }

    /// <summary>Runs one step of the transfer within the limit.</summary>
    /// <exception cref="TimeoutException">The step took too long.</exception>
    public async Task<T> StepAsync<T>(Func<CancellationToken, Task<T>> step)
    {
        Restart();
        try
        {
            return await step(_either.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"the server was silent for {_limit.TotalSeconds} s"));
        }
        finally
        {
            Suspend();
        }
    }

    /// <summary>Stops the time, while the transfer waits for the agent itself.</summary>
    public void Suspend() => _silence.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Restarts the time.</summary>
    public void Restart() => _silence.CancelAfter(_limit);

    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
    }
}
