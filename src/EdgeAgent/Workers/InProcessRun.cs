using System.Net.Sockets;
using System.Text;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>
/// An attempt whose work is a method of the agent, on its own thread. A pause takes effect at the work's next step. When the work does
/// not stop on request, the attempt ends as stuck, and later results of its thread are ignored.
/// </summary>
#pragma warning disable CA1001 // A source without timer and linked tokens holds nothing, and Stop may come after the end.
internal sealed class InProcessRun : IRun
#pragma warning restore CA1001
{
    /// <summary>Time within which work must stop before it counts as stuck.</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly RunContext _context;
    private const int Running = 0;
    private const int Abandoned = 1;
    private const int Ended = 2;

    private readonly IRunObserver _observer;
    private readonly TimeSpan _stuckAfter;
    private ITimer? _stuck;
    private int _ended;

    private InProcessRun(RunRequest request, IRunObserver observer, TimeProvider time, TimeSpan stuckAfter)
    {
        _observer = observer;
        _stuckAfter = stuckAfter;
        _context = new RunContext(request, observer, time, _stop.Token);
    }

    /// <param name="work">Returns the result as text. It may throw <see cref="TaskFailure"/>, or exceptions of files and sockets.</param>
    /// <param name="stuckAfter">Time in place of <see cref="StuckAfter"/>, for work that needs longer to stop.</param>
    public static IRun Start(
        RunRequest request, IRunObserver observer, TimeProvider time, Func<RunContext, Task<string>> work, TimeSpan? stuckAfter = null)
    {
        var run = new InProcessRun(request, observer, time, stuckAfter ?? StuckAfter);
        WorkThread.Start("task", () => run.RunAsync(work));
        return run;
    }

    public void Pause() => _context.SetPaused(true);

    public void Resume() => _context.SetPaused(false);

    public void Stop(TimeSpan grace)
    {
        // The timer is set before the work is cancelled, so that the end of the work can dispose of it.
        if (Volatile.Read(ref _ended) == Running && _stuck is null)
        {
            TimeSpan patience = Order.Max(grace, _stuckAfter);
            _stuck = _context.Time.CreateTimer(_ => Abandon(patience), null, patience, Timeout.InfiniteTimeSpan);
        }

        _stop.Cancel();
    }

    public void SetLimits(LiveLimits limits)
    {
    }

    private async Task RunAsync(Func<RunContext, Task<string>> work)
    {
        RunRequest request = _context.Request;
        _context.Enter();
        _observer.Started(request.Spec.Id, request.Attempt);
        RunOutcome outcome;
        try
        {
            Directory.CreateDirectory(request.WorkDirectory);
            await _context.PausePointAsync();
            outcome = RunOutcome.Success(Encoding.UTF8.GetBytes(await work(_context)));
        }
        catch (Exception e)
        {
            if (_stop.IsCancellationRequested) outcome = RunOutcome.Failure(ErrorCategory.Other, "stopped");
            else outcome = OutcomeOf(e);
        }

        End(outcome);
    }

    private void Abandon(TimeSpan waited)
    {
        string message = FormattableString.Invariant(
            $"stuck: the work did not stop within {waited.TotalSeconds} s, probably in a call to a file system that does not answer; it was left behind");
        if (Interlocked.CompareExchange(ref _ended, Abandoned, Running) != Running) return;
        _observer.Progress(_context.Request.Spec.Id, _context.Request.Attempt, null, message, null);
        _observer.Stuck(_context.Request.Spec.Id, _context.Request.Attempt, isStuck: true);
        _stuck?.Dispose();
        _observer.Exited(_context.Request.Spec.Id, _context.Request.Attempt, RunOutcome.Failure(ErrorCategory.Other, message));
    }

    private void End(RunOutcome outcome)
    {
        int before = Interlocked.Exchange(ref _ended, Ended);
        if (before == Abandoned) _observer.Stuck(_context.Request.Spec.Id, _context.Request.Attempt, isStuck: false);
        if (before != Running) return;
        _stuck?.Dispose();
        _observer.Exited(_context.Request.Spec.Id, _context.Request.Attempt, outcome);
    }

    private static RunOutcome OutcomeOf(Exception e) => e switch
    {
        TaskFailure f => RunOutcome.Failure(f.Category, f.Message) with { RetryAfter = f.RetryAfter, AsksForLater = f.IsLater },
        TimeoutException => RunOutcome.Failure(ErrorCategory.Timeout, e.Message),
        HttpRequestException { InnerException: TaskFailure f } => OutcomeOf(f),
        HttpRequestException or SocketException => RunOutcome.Failure(ErrorCategory.Network, e.InnerException?.Message ?? e.Message),
        IOException or UnauthorizedAccessException => RunOutcome.Failure(ErrorCategory.Other, e.Message),
        _ => RunOutcome.Failure(ErrorCategory.Other, $"{e.GetType().Name}: {e.Message}"),
    };
}
