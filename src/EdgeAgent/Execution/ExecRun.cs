using System.Text;
using EdgeAgent.Core.Power;
using EdgeAgent.Native;
using EdgeAgent.Storage;

namespace EdgeAgent.Execution;

/// <summary>
/// One attempt of a program. Its public side only posts to the loop; everything else happens on the loop's thread, in
/// this order: begin, reports, the leader's end, the death of whoever is left, the outcome.
/// </summary>
#pragma warning disable CA1001 // The captures are disposed at the end of the run, by Finish.
internal sealed unsafe class ExecRun(
    PollLoop loop, Confinement confinement, ExecutionOptions options, RunRequest request, IRunObserver observer) : IRun
#pragma warning restore CA1001
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);
    private readonly string _limitsFile = Path.Combine(request.WorkDirectory, LimitsFile.Name);
    private ProcessGroup? _group;
    private Child _child;
    private WorkerReports? _reports;
    private OutputCapture? _out;
    private OutputCapture? _err;
    private AllowedCommand? _command;
    private readonly List<PollLoop.Watch> _pipes = [];
    private PollLoop.Watch? _exit;
    private PollLoop.Timer? _grace, _stuck;
    private CpuGovernor? _governor;
    private bool _frozen, _stopping, _running, _isReported;
    private RunUsage? _usage;

    private string Id => request.Spec.Id;

    public RunUsage? Usage
    {
        get
        {
            if (_running && !loop.OnThread) loop.Post(() => _usage = _running ? _group?.Usage() : _usage);
            return _usage;
        }
    }

    public void Begin(ExecArgs args)
    {
        try
        {
            _command = args.Command;
            Launch(args);
        }
        catch (Exception e) when (!_running)
        {
            _group?.Dispose();
            observer.Exited(Id, request.Attempt, RunOutcome.Failure(ErrorCategory.Other, $"cannot be started: {e.Message}"));
        }
    }

    public void Pause() => loop.Post(() => Freeze(true));

    public void Resume() => loop.Post(() => Freeze(false));

    public void Stop(TimeSpan grace) => loop.Post(() => RequestStop(grace));

    public void SetLimits(LiveLimits limits) => loop.Post(() =>
    {
        if (!_running) return;
        LimitsFile.Write(_limitsFile, limits);
        Tell($"limits {LimitsFile.Json(limits)}\n");
    });

    private void Launch(ExecArgs args)
    {
        Directory.CreateDirectory(request.WorkDirectory);
        LimitsFile.Write(_limitsFile, request.Limits);
        string mark = $"{confinement.MarkPrefix}{Id}/{request.Attempt}";
        Dictionary<string, string> environment = WorkerEnvironment.Build(request, args.Command, args.Environment, mark, _limitsFile);
        if (args.GivesArgsFile)
        {
            environment["EDGEAGENT_ARGS"] = Path.Combine(request.WorkDirectory, "args.json");
            DurableFile.Write(environment["EDGEAGENT_ARGS"], Encoding.UTF8.GetBytes(request.Spec.ArgsJson ?? "{}"), mustLast: false);
        }

        if (!BoundedWait.Ask(() => File.Exists(args.Command.Path), true)) throw new IOException($"{args.Command.Path}: no such file");
        _out = new OutputCapture(OutputBytes());
        _err = new OutputCapture(8 * 1024);
        _group = confinement.NewGroup(mark, Limits());
        var program = new Program(args.Command.Path, [.. args.Command.Arguments, .. args.Arguments], environment, request.WorkDirectory);
        var lineage = Lineage.Of(mark);
        using (var gate = new SpawnGate(Path.Combine(request.WorkDirectory, ".gate")))
        {
            _child = Spawner.Start(program, gate);
            Orphans.Enter(_child.Pid, lineage);
            _group.Attach(_child.Pid);
        }

        _running = true;
        observer.Started(Id, request.Attempt);

        _reports = new WorkerReports(loop, request, observer);
        WatchPipe(_child.OutFd, bytes => _out.Append(bytes));
        WatchPipe(_child.ErrFd, bytes => _err.Append(bytes));
        WatchPipe(_child.ReportFd, bytes => _reports.Feed(bytes));
        _exit = loop.Add(_child.PidFd, Libc.PollIn, _ => LeaderEnded());
        if (request.Spec.Limits.CpuPct is not { } percent || _group.LimitsCpu) return;
        _governor = new CpuGovernor(loop, loop.Time, percent, () => _group.Usage().Cpu, held => _group.SetFrozen(loop, held, () => { }));
        _governor.Start();
    }

    private void Freeze(bool frozen)
    {
        if (!_running || _stopping || _frozen == frozen) return;
        _frozen = frozen;
        _governor?.Stop();
        _group!.SetFrozen(loop, frozen, () => observer.Frozen(Id, request.Attempt, frozen));
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
            _group!.KillAll(loop, () => { });
            return;
        }

        if (!_stopping) AskToStop();
        _stopping = true;
        _grace = loop.After(grace, () => RequestStop(TimeSpan.Zero));
    }

    private void AskToStop()
    {
        Tell("stop\n");
        _group!.Signal(Libc.SigTerm);
        // A frozen process cannot hear the signal.
        if (_frozen || _governor is not null) _group.SetFrozen(loop, false, () => { });
        _frozen = false;
    }

    /// <summary>The leader is a zombie: its number is not given to anybody else until it is waited for, so kill the rest first.</summary>
    private void LeaderEnded()
    {
        loop.Remove(_exit);
        _governor?.Stop();
        _stopping = true;
        if (_grace is not null) _grace.Canceled = true;
        WatchForStuck();
        _group!.KillAll(loop, Finish);
    }

    /// <summary>The kernel ends what is killed at once, but for a process that waits in it for a device or a dead network mount.</summary>
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
        foreach (PollLoop.Watch pipe in _pipes.ToArray()) pipe.Ready(Libc.PollIn | Libc.PollHup);
        foreach (PollLoop.Watch pipe in _pipes) loop.Remove(pipe);
        _reports!.End();

        int status;
        nint* rusage = stackalloc nint[64];
        while (Libc.wait4(_child.Pid, &status, 0, rusage) < 0 && Libc.Errno == Errno.EINTR)
        {
        }

        Orphans.Leave(_child.Pid);
        foreach (int fd in (int[])[_child.PidFd, _child.OutFd, _child.ErrFd, _child.ReportFd, _child.ControlFd]) _ = Libc.close(fd);
        TimeSpan waitedFor = TimeSpan.FromSeconds(rusage[0] + rusage[2]) + TimeSpan.FromMicroseconds(rusage[1] + rusage[3]);
        RunUsage group = _group!.Usage();
        _usage = group with { Cpu = group.Cpu > waitedFor ? group.Cpu : waitedFor };
        RunOutcome outcome = ExecOutcome.Of(_command!, status, _out!, _err!, _reports, _group.RanOutOfMemory) with { Usage = _usage };
        _group.Dispose();
        _out!.Dispose();
        _err!.Dispose();
        if (_isReported) observer.Stuck(Id, request.Attempt, isStuck: false);
        Report(outcome);
    }

    private void WatchPipe(int fd, ReadAction take)
    {
        PollLoop.Watch? watch = null;
        watch = loop.Add(fd, Libc.PollIn, events =>
        {
            byte* buffer = stackalloc byte[16 * 1024];
            // After the end there is no next call: read all that is left, but not more than a pipe holds.
            int rounds = (events & Libc.PollHup) != 0 ? 128 : 4;
            for (int i = 0; i < rounds; i++)
            {
                nint length = Libc.read(fd, buffer, 16 * 1024);
                if (length < 0 && Libc.Errno == Errno.EINTR) continue;
                if (length < 0) return;
                if (length == 0)
                {
                    loop.Remove(watch);
                    return;
                }

                take(new ReadOnlySpan<byte>(buffer, (int)length));
            }
        });
        _pipes.Add(watch);
    }

    private delegate void ReadAction(ReadOnlySpan<byte> bytes);

    /// <summary>A worker that does not listen fills its pipe: the file holds the truth, so a lost line costs nothing.</summary>
    private void Tell(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        fixed (byte* pointer = bytes) _ = Libc.write(_child.ControlFd, pointer, bytes.Length);
    }

    private int OutputBytes() => (int)Math.Max(2, (request.Spec.Limits.OutputKib ?? options.OutputKib) * 1024);

    private GroupLimits Limits()
    {
        double? memoryMb = request.Spec.Limits.MemoryMb ?? (options.DefaultMemoryMb > 0 ? options.DefaultMemoryMb : null);
        return new GroupLimits(
            memoryMb is { } mb ? (long)(mb * 1024 * 1024) : null, request.Spec.Limits.CpuPct, options.MaxProcesses, request.Spec.Class);
    }
}
