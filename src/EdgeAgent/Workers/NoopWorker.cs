using System.Globalization;
using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>noop</c>: takes <c>duration_s</c> (0 to 604800, default 0), reports progress, then succeeds or fails
/// with the error category in <c>fail</c>. It is meant for drills; it uses no resources, and a pause stops its time.
/// </summary>
public sealed class NoopWorker(TimeProvider time) : ITaskWorker
{
    private const double LongestSeconds = 7 * 86400;

    public IReadOnlyCollection<string> Kinds { get; } = ["noop"];

    public ArgsCheck Validate(TaskSpec spec) => Read(spec).Check;

    public IRun Start(RunRequest request, IRunObserver observer)
    {
        (TimeSpan duration, ErrorCategory? fail, ArgsCheck check) = Read(request.Spec);
        var run = new Run(time, request, observer, duration, check.Fault is null ? fail : ErrorCategory.ClientError);
        run.Begin();
        return run;
    }

    private static (TimeSpan Duration, ErrorCategory? Fail, ArgsCheck Check) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        double seconds = args.Number("duration_s", 0, 0, LongestSeconds, "s");
        ErrorCategory? fail = args.Word<ErrorCategory>("fail");
        return (TimeSpan.FromSeconds(seconds), fail, args.Check);
    }

    private sealed class Run(TimeProvider time, RunRequest request, IRunObserver observer, TimeSpan duration, ErrorCategory? fail) : IRun
    {
        private const int Steps = 20;
        private readonly Lock _gate = new();
        private readonly TimeSpan _step = duration / Steps;
        private ITimer? _timer;
        private TimeSpan _done;
        private long _since;
        private bool _paused, _ended;

        public void Begin()
        {
            observer.Started(request.Spec.Id, request.Attempt);
            // Continue from the checkpoint of an earlier attempt.
            if (double.TryParse(request.Checkpoint, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0)
            {
                _done = TimeSpan.FromSeconds(Math.Min(seconds, duration.TotalSeconds));
            }

            lock (_gate)
            {
                _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                Continue();
            }
        }

        public void Pause()
        {
            lock (_gate)
            {
                if (_ended || _paused) return;
                _paused = true;
                _done += time.GetElapsedTime(_since);
                _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            observer.Frozen(request.Spec.Id, request.Attempt, true);
        }

        public void Resume()
        {
            lock (_gate)
            {
                if (_ended || !_paused) return;
                _paused = false;
                Continue();
            }

            observer.Frozen(request.Spec.Id, request.Attempt, false);
        }

        public void Stop(TimeSpan grace) => End(RunOutcome.Failure(ErrorCategory.Other, "stopped"));

        public void SetLimits(LiveLimits limits)
        {
        }

        private void Tick()
        {
            lock (_gate)
            {
                if (_ended || _paused) return;
                _done += time.GetElapsedTime(_since);
                if (_done < duration) Continue();
            }

            if (_done >= duration) End(Outcome());
            else observer.Progress(request.Spec.Id, request.Attempt, 100 * (_done / duration), null, _done.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture));
        }

        /// <summary>Sets the timer for the next progress report: twenty steps, each at least one second.</summary>
        private void Continue()
        {
            _since = time.GetTimestamp();
            TimeSpan left = duration - _done;
            TimeSpan step = Order.Max(_step, TimeSpan.FromSeconds(1));
            TimeSpan next = Order.Min(left, step);
            _timer!.Change(Order.Max(next, TimeSpan.Zero), Timeout.InfiniteTimeSpan);
        }

        private RunOutcome Outcome()
        {
            if (fail is { } category) return RunOutcome.Failure(category, "failed as asked by args.fail");
            return RunOutcome.Success([]);
        }

        private void End(RunOutcome outcome)
        {
            lock (_gate)
            {
                if (_ended) return;
                _ended = true;
                _timer!.Dispose();
            }

            observer.Exited(request.Spec.Id, request.Attempt, outcome);
        }
    }
}
