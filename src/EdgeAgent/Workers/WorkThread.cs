namespace EdgeAgent.Workers;

/// <summary>
/// Runs the work of one task and its continuations on its own thread. A call that blocks for ever (a network mount that does not answer)
/// then blocks only this thread and no pool thread.
/// </summary>
internal sealed class WorkThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private bool _isDone;

    public static void Start(string name, Func<Task> work)
    {
        var context = new WorkThread();
        new Thread(() => context.Run(work)) { IsBackground = true, Name = name }.Start();
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            if (!_isDone)
            {
                _queue.Enqueue((d, state));
                Monitor.Pulse(_queue);
                return;
            }
        }

        base.Post(d, state);
    }

    private void Run(Func<Task> work)
    {
        SetSynchronizationContext(this);
        Task task = work();
        _ = task.ContinueWith(_ => End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (Next() is var (callback, state)) callback(state);
    }

    private void End()
    {
        lock (_queue)
        {
            _isDone = true;
            Monitor.Pulse(_queue);
        }
    }

    private (SendOrPostCallback Callback, object? State)? Next()
    {
        lock (_queue)
        {
            while (_queue.Count == 0 && !_isDone) Monitor.Wait(_queue);
            if (_queue.TryDequeue(out var next)) return next;
            return null;
        }
    }
}
