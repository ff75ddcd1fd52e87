namespace EdgeAgent.Link.Tool;

/// <summary>
/// Limits the time of each step of a storm: the step ends, or its name is reported. The waits inside a step have shorter limits and better
/// messages; this limit is for a wait without one.
/// </summary>
internal sealed class StepBound : IDisposable
{
    /// <summary>Longer than every wait inside a step.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(150);

    private readonly TaskCompletionSource _exceeded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer _timer;
    private volatile string _step = "start";

    public StepBound() => _timer = new Timer(_ => _exceeded.TrySetResult());

    /// <summary>The last step has ended, and this one begins.</summary>
    public void Begin(string step)
    {
        _step = step;
        _timer.Change(Longest, Timeout.InfiniteTimeSpan);
    }

    /// <exception cref="TimeoutException">A step found no end. The work may still hang in it.</exception>
    public async Task<T> Run<T>(Func<Task<T>> work, Func<string> state)
    {
        Begin("start");
        var result = Task.Run(work);
        if (await Task.WhenAny(result, _exceeded.Task) != result) throw new TimeoutException($"no end of step '{_step}' within {Longest.TotalSeconds} s; {state()}");
        return await result;
    }

    public void Dispose() => _timer.Dispose();
}
