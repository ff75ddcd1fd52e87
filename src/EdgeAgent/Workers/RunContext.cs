using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>Context of work inside the agent: its request, stop signal, pause points and reports. Thread-safe.</summary>
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

    /// <summary>Makes the calling thread the one that <see cref="OnThreadAsync"/> uses.</summary>
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

    /// <summary>Waits while the task is paused. Work calls this between its steps.</summary>
    /// <exception cref="OperationCanceledException">The task must stop.</exception>
    public async ValueTask PausePointAsync()
    {
        if (Standstill() is { } wait) await wait.WaitAsync(Stop).ConfigureAwait(true);
    }

    /// <summary>The same as <see cref="PausePointAsync"/> for synchronous work.</summary>
    /// <exception cref="OperationCanceledException">The task must stop.</exception>
    public void PausePoint() => Standstill()?.Wait(Stop);

    /// <summary>Runs a call that may block on the task's own thread, for callers on another thread.</summary>
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

    /// <summary>Reports progress. At most ten reports a second are passed on; a report with a checkpoint always is.</summary>
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
