using System.Net.Sockets;
using System.Text;
using EdgeAgent.Core.Power;
using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>An expected failure of work inside the agent: ends the attempt with this category.</summary>
internal sealed class TaskFailure(ErrorCategory category, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public ErrorCategory Category { get; } = category;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Not a failure: the conditions are not there yet.</summary>
    public bool IsLater { get; init; }
}

/// <summary>What work inside the agent has at hand: its request, its stop signal, a place to stand still, and reports.</summary>
internal sealed class RunContext(RunRequest request, IRunObserver observer, TimeProvider time, CancellationToken stop)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private TaskCompletionSource? _resumed;
    private bool _standing;
    private long _lastReport;

    public RunRequest Request { get; } = request;

    public TimeProvider Time { get; } = time;

    public CancellationToken Stop { get; } = stop;

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
    public async ValueTask PausePointAsync()
    {
        Stop.ThrowIfCancellationRequested();
        Task? wait = null;
        bool first = false;
        lock (_gate)
        {
            if (_resumed is not null) (wait, first, _standing) = (_resumed.Task, !_standing, true);
        }

        if (first) observer.Frozen(Request.Spec.Id, Request.Attempt, true);
        if (wait is not null) await wait.WaitAsync(Stop).ConfigureAwait(false);
    }

    /// <summary>At most ten reports a second get through; a checkpoint always does.</summary>
    public void Report(double? pct, string? message = null, string? checkpoint = null)
    {
        long now = Time.GetTimestamp();
        if (checkpoint is null && _lastReport != 0 && Time.GetElapsedTime(_lastReport, now) < Pace) return;
        _lastReport = now;
        observer.Progress(Request.Spec.Id, Request.Attempt, pct, message, checkpoint);
    }
}

/// <summary>An attempt whose work is a method of the agent: waits cost nothing, a pause takes effect at its next step.</summary>
#pragma warning disable CA1001 // A source without timer and linked tokens holds nothing, and Stop may come after the end.
internal sealed class InProcessRun : IRun
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RunContext _context;
    private readonly IRunObserver _observer;

    private InProcessRun(RunRequest request, IRunObserver observer, TimeProvider time)
    {
        _observer = observer;
        _context = new RunContext(request, observer, time, _stop.Token);
    }

    /// <param name="work">Returns the result; throws <see cref="TaskFailure"/> or what files and sockets throw.</param>
    public static IRun Start(RunRequest request, IRunObserver observer, TimeProvider time, Func<RunContext, Task<string>> work)
    {
        var run = new InProcessRun(request, observer, time);
        _ = Task.Run(() => run.RunAsync(work));
        return run;
    }

    public void Pause() => _context.SetPaused(true);

    public void Resume() => _context.SetPaused(false);

    public void Stop(TimeSpan grace) => _stop.Cancel();

    public void SetLimits(LiveLimits limits)
    {
    }

    private async Task RunAsync(Func<RunContext, Task<string>> work)
    {
        RunRequest request = _context.Request;
        _observer.Started(request.Spec.Id, request.Attempt);
        RunOutcome outcome;
        try
        {
            Directory.CreateDirectory(request.WorkDirectory);
            await _context.PausePointAsync().ConfigureAwait(false);
            outcome = RunOutcome.Success(Encoding.UTF8.GetBytes(await work(_context).ConfigureAwait(false)));
        }
        catch (Exception e)
        {
            outcome = _stop.IsCancellationRequested ? RunOutcome.Failure(ErrorCategory.Other, "stopped") : OutcomeOf(e);
        }

        _observer.Exited(request.Spec.Id, request.Attempt, outcome);
    }

    private static RunOutcome OutcomeOf(Exception e) => e switch
    {
        TaskFailure f => RunOutcome.Failure(f.Category, f.Message) with { RetryAfter = f.RetryAfter, AsksForLater = f.IsLater },
        TimeoutException => RunOutcome.Failure(ErrorCategory.Timeout, e.Message),
        HttpRequestException or SocketException => RunOutcome.Failure(ErrorCategory.Network, e.InnerException?.Message ?? e.Message),
        IOException or UnauthorizedAccessException => RunOutcome.Failure(ErrorCategory.Other, e.Message),
        _ => RunOutcome.Failure(ErrorCategory.Other, $"{e.GetType().Name}: {e.Message}"),
    };
}
