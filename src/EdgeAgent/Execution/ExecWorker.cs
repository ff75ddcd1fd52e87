using System.Runtime.InteropServices;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Native;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Execution;

/// <summary>
/// Runs the kind <c>exec</c> and the kinds of <c>Tasks:Kinds</c>: programs of the allow-list as confined processes. One thread serves
/// all runs. Thread-safe.
/// </summary>
public sealed partial class ExecWorker : ITaskWorker, IDisposable
{
    private readonly ExecutionOptions _options;
    private readonly CommandTable _commands;
    private readonly Confinement _confinement;
    private readonly ExecLauncher _launcher;
    private readonly ILogger<ExecWorker> _log;
    private readonly Lazy<PollLoop> _loop;
    private PosixSignalRegistration? _childEnded;
    private bool _isSweepDue;

    public ExecWorker(ExecutionOptions options, CommandTable commands, Confinement confinement, TimeProvider time, ILogger<ExecWorker> log)
    {
        _options = options;
        _commands = commands;
        _confinement = confinement;
        _launcher = new ExecLauncher(confinement, options);
        _log = log;
        _loop = new Lazy<PollLoop>(() => new PollLoop(time, LogFault, Shield));
        if (HasOrphans) LogNotHeld();
        if (options.IsolateSignals && SignalScope.Missing() is { } missing) LogSignals(missing);
        Kinds = ["exec", .. commands.Kinds.Keys];
    }

    public IReadOnlyCollection<string> Kinds { get; }

    public ArgsCheck Validate(TaskSpec spec) => Read(spec).Check;

    public IRun Start(RunRequest request, IRunObserver observer)
    {
        (ExecArgs? args, ArgsCheck check) = Read(request.Spec);
        if (args is not null) return StartCommand(request, args, observer);
        // The allow-list may have changed since the task was accepted.
        _loop.Value.Post(() => observer.Exited(request.Spec.Id, request.Attempt, RunOutcome.Failure(ErrorCategory.ClientError, check.Fault!)));
        return new ExecRun(_loop.Value, _launcher, request, observer);
    }

    /// <summary>Runs a command whose arguments are already checked; also used for the steps of an update.</summary>
    internal IRun StartCommand(RunRequest request, ExecArgs args, IRunObserver observer)
    {
        var run = new ExecRun(_loop.Value, _launcher, request, observer);
        _loop.Value.Post(() => run.Begin(args));
        return run;
    }

    /// <summary>Ends the loop's thread. Stop all runs first, because the kernel kills their processes when the thread ends.</summary>
    public void Dispose()
    {
        _childEnded?.Dispose();
        if (_loop.IsValueCreated) _loop.Value.Dispose();
    }

    private bool HasOrphans => _confinement.Kind == "process_group";

    /// <summary>Sets up signal isolation and adoption of orphans. Runs on the loop's thread before its first process starts.</summary>
    private void Shield()
    {
        if (_options.IsolateSignals && SignalScope.Enter() is { } why && SignalScope.Missing() is null) LogSignals(why);
        if (!HasOrphans || !OperatingSystem.IsLinux() || !Orphans.Adopt()) return;
        _childEnded = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => _loop.Value.Post(SweepSoon));
    }

    // Reading all processes is costly, so it happens at most once a second, however many orphans a program makes.
    private void SweepSoon()
    {
        if (_isSweepDue) return;
        _isSweepDue = true;
        _loop.Value.After(TimeSpan.FromSeconds(1), () =>
        {
            _isSweepDue = false;
            Orphans.Sweep();
        });
    }

    private (ExecArgs? Args, ArgsCheck Check) Read(TaskSpec spec)
    {
        if (_commands.Kinds.TryGetValue(spec.Kind, out string? command)) return ExecArgs.ForKind(spec, _commands.Find(command)!, _options);
        return ExecArgs.Read(spec, _commands, _options);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A process callback failed; other runs continue")]
    private partial void LogFault(Exception e);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No control groups: processes of tasks are tracked by session, inherited limit and adoption. Not covered: a program that gains other privileges (sudo, set-user-ID), the memory of a task as a whole, the number of processes")]
    private partial void LogNotHeld();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Programs of tasks can send signals to the agent, and end it: {Why}")]
    private partial void LogSignals(string why);
}
