using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// One attempt of a program. The public methods post to the loop; everything else happens on the loop's thread, in this
/// order: start, reports, end of the leader, kill of the remaining processes, outcome.
/// </summary>
#pragma warning disable CA1001 // The streams are disposed at the end of the run, by Finish.
internal sealed class ExecRun(PollLoop loop, ExecLauncher launcher, RunRequest request, IRunObserver observer) : IRun
#pragma warning restore CA1001
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);

    private RunningProgram? _program;
    private WorkerStreams? _streams;
    private CpuGovernor? _governor;
    private PollLoop.Watch? _exit;
    private PollLoop.Timer? _grace, _stuck;
    private bool _frozen, _stopping, _running, _isReported;
    private RunUsage? _usage;

    private string Id => request.Spec.Id;

    public RunUsage? Usage
    {
        get
        {
            if (_running && !loop.OnThread) loop.Post(() => _usage = _running ? _program!.Group.Usage() : _usage);
            return _usage;
        }
    }

    public void Begin(ExecArgs args)
    {
        try
        {
            _program = launcher.Start(request, args);
        }
        catch (Exception e)
        {
            observer.Exited(Id, request.Attempt, RunOutcome.Failure(ErrorCategory.Other, $"cannot be started: {e.Message}"));
            return;
        }

        _running = true;
        observer.Started(Id, request.Attempt);
        _streams = new WorkerStreams(loop, _program.Child, new WorkerReports(loop, request, observer), launcher.OutputBytes(request));
        _exit = loop.Add(_program.Child.PidFd, Libc.PollIn, _ => LeaderEnded());
        Govern(_program.Group);
    }

    public void Pause() => loop.Post(() => Freeze(true));

    public void Resume() => loop.Post(() => Freeze(false));

    public void Stop(TimeSpan grace) => loop.Post(() => RequestStop(grace));

    public void SetLimits(LiveLimits limits) => loop.Post(() =>
    {
        if (!_running) return;
        LimitsFile.Write(LimitsFile.In(request.WorkDirectory), limits);
        _streams!.Send($"limits {LimitsFile.Json(limits)}\n");
    });

    /// <summary>Limits the group's processor time where the kernel does not.</summary>
    private void Govern(ProcessGroup group)
    {
        if (request.Spec.Limits.CpuPct is not { } percent || group.LimitsCpu) return;
        _governor = new CpuGovernor(loop, loop.Time, percent, () => group.Usage().Cpu, held => group.SetFrozen(loop, held, () => { }));
        _governor.Start();
    }

    private void Freeze(bool frozen)
    {
        if (!_running || _stopping || _frozen == frozen) return;
        _frozen = frozen;
        _governor?.Stop();
        _program!.Group.SetFrozen(loop, frozen, () => observer.Frozen(Id, request.Attempt, frozen));
        if (!frozen) _governor?.Start();
    }

    private void RequestStop(TimeSpan grace)
    {
        if (!_running) return;
        if (_grace is not null) _grace.Canceled = true;
        _governor?.Stop();
        if (grace <= TimeSpan.Zero)
        {
            _stopping = true;
            WatchForStuck();
            _program!.Group.KillAll(loop, () => { });
            return;
        }

        if (!_stopping) AskToStop(_program!.Group);
        _stopping = true;
        _grace = loop.After(grace, () => RequestStop(TimeSpan.Zero));
    }

    private void AskToStop(ProcessGroup group)
    {
        _streams!.Send("stop\n");
        group.Signal(Libc.SigTerm);
        // A frozen process does not receive the signal.
        if (_frozen || _governor is not null) group.SetFrozen(loop, false, () => { });
        _frozen = false;
    }

    /// <summary>Kills the remaining processes while the leader is a zombie, because its process id cannot be reused before it is waited for.</summary>
    private void LeaderEnded()
    {
        loop.Remove(_exit);
        _governor?.Stop();
        _stopping = true;
        if (_grace is not null) _grace.Canceled = true;
        WatchForStuck();
        _program!.Group.KillAll(loop, Finish);
    }

    /// <summary>Reports a run as stuck when a killed process does not end, because it waits in the kernel for a device or a network mount.</summary>
    private void WatchForStuck() => _stuck ??= loop.After(StuckAfter, () =>
    {
        if (!_running || _isReported) return;
        string message = FormattableString.Invariant(
            $"stuck: killed {StuckAfter.TotalSeconds} s ago, but a process is still there; it probably waits in the kernel for a file system or device that does not answer");
        observer.Progress(Id, request.Attempt, null, message, null);
        observer.Stuck(Id, request.Attempt, isStuck: true);
        Report(RunOutcome.Failure(ErrorCategory.Other, message));
    });

    private void Report(RunOutcome outcome)
    {
        if (_isReported) return;
        _isReported = true;
        if (_stuck is not null) _stuck.Canceled = true;
        observer.Exited(Id, request.Attempt, outcome);
    }

    private void Finish()
    {
        if (!_running) return;
        _running = false;
        RunOutcome outcome = TakeOutcome(_program!, _streams!);
        if (_isReported) observer.Stuck(Id, request.Attempt, isStuck: false);
        Report(outcome);
    }

    private RunOutcome TakeOutcome(RunningProgram program, WorkerStreams streams)
    {
        using (streams)
        using (program.Group)
        {
            streams.Drain();
            (int status, TimeSpan waitedFor) = program.Reap();
            RunUsage used = program.Group.Usage();
            _usage = used with { Cpu = Order.Max(used.Cpu, waitedFor) };
            return ExecOutcome.Of(program.Command, status, streams, program.Group.RanOutOfMemory) with { Usage = _usage };
        }
    }
}
