using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>What work inside the agent has at hand: its request, its stop signal, a place to stand still, and reports.</summary>
/// <remarks>Work runs on the task's own <see cref="WorkThread"/> and may block there.</remarks>
internal sealed class RunContext(RunRequest request, IRunObserver observer, TimeProvider time, CancellationToken stop)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private TaskCompletionSource? _resumed;
    private SynchronizationContext? _thread;
    private bool _standing;
    private long _lastReport;

    public RunRequest Request { get; } = request;

    public TimeProvider Time { get; } = time;

    public CancellationToken Stop { get; } = stop;

    /// <summary>Takes the calling thread as the one that <see cref="OnThreadAsync"/> uses.</summary>
    public void Enter() => _thread = SynchronizationContext.Current;

    public void SetPaused(bool paused)
    {
        TaskCompletionSource? resumed = null;
        bool wasStanding = false;
        lock (_gate)
        {
            if (paused) _resumed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            else (resumed, _resumed, wasStanding, _standing) = (_resumed, null, _standing, false);
        }

        resumed?.TrySetResult();
        if (wasStanding) observer.Frozen(Request.Spec.Id, Request.Attempt, false);
    }

    /// <summary>Work passes here between its steps; while paused it waits here.</summary>
    /// <exception cref="OperationCanceledException">The task is to stop.</exception>
    public async ValueTask PausePointAsync()
    {
        if (Standstill() is { } wait) await wait.WaitAsync(Stop).ConfigureAwait(true);
    }

    /// <summary>The same for work that does not await.</summary>
    /// <exception cref="OperationCanceledException">The task is to stop.</exception>
    public void PausePoint() => Standstill()?.Wait(Stop);

    /// <summary>Does something that may block on the task's own thread, for callers that are on another one.</summary>
    public Task<T> OnThreadAsync<T>(Func<T> blocking)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _thread!.Post(
            _ =>
            {
                try
                {
                    done.SetResult(blocking());
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            },
            null);
        return done.Task.WaitAsync(Stop);
    }

    /// <summary>At most ten reports a second get through; a checkpoint always does.</summary>
    public void Report(double? pct, string? message = null, string? checkpoint = null)
    {
        long now = Time.GetTimestamp();
        if (checkpoint is null && _lastReport != 0 && Time.GetElapsedTime(_lastReport, now) < Pace) return;
        if (Stop.IsCancellationRequested) return;
        _lastReport = now;
        observer.Progress(Request.Spec.Id, Request.Attempt, pct, message, checkpoint);
    }

    private Task? Standstill()
    {
        Stop.ThrowIfCancellationRequested();
        Task? wait = null;
        bool first = false;
        lock (_gate)
        {
            if (_resumed is not null) (wait, first, _standing) = (_resumed.Task, !_standing, true);
        }

        if (first) observer.Frozen(Request.Spec.Id, Request.Attempt, true);
        return wait;
    }
}
