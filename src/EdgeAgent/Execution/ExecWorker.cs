using EdgeAgent.Core.Tasks;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Execution;

/// <summary>
/// The kind <c>exec</c> and the kinds that configuration adds: programs of the allow-list as real processes, confined,
/// frozen, stopped and reported on. One thread serves all of them.
/// </summary>
public sealed partial class ExecWorker : ITaskWorker, IDisposable
{
    private readonly ExecutionOptions _options;
    private readonly CommandTable _commands;
    private readonly Confinement _confinement;
    private readonly ILogger<ExecWorker> _log;
    private readonly Lazy<PollLoop> _loop;

    public ExecWorker(ExecutionOptions options, CommandTable commands, Confinement confinement, TimeProvider time, ILogger<ExecWorker> log)
    {
        _options = options;
        _commands = commands;
        _confinement = confinement;
        _log = log;
        _loop = new Lazy<PollLoop>(() => new PollLoop(time, LogFault));
        Kinds = ["exec", .. commands.Kinds.Keys];
    }

    public IReadOnlyCollection<string> Kinds { get; }

    public string? Validate(TaskSpec spec) => Read(spec).Error;

    public IRun Start(RunRequest request, IRunObserver observer)
    {
        (ExecArgs? args, string? error) = Read(request.Spec);
        if (args is not null) return StartCommand(request, args, observer);
        // The allow-list may have changed since the task was accepted.
        _loop.Value.Post(() => observer.Exited(request.Spec.Id, request.Attempt, RunOutcome.Failure(ErrorCategory.ClientError, error!)));
        return new ExecRun(_loop.Value, _confinement, _options, request, observer);
    }

    /// <summary>Runs a command that is already checked; also the steps of an update.</summary>
    internal IRun StartCommand(RunRequest request, ExecArgs args, IRunObserver observer)
    {
        var run = new ExecRun(_loop.Value, _confinement, _options, request, observer);
        _loop.Value.Post(() => run.Begin(args));
        return run;
    }

    /// <summary>Ends the loop's thread. Stop all runs before: their children die with the thread.</summary>
    public void Dispose()
    {
        if (_loop.IsValueCreated) _loop.Value.Dispose();
    }

    private (ExecArgs? Args, string? Error) Read(TaskSpec spec) =>
        _commands.Kinds.TryGetValue(spec.Kind, out string? command)
            ? ExecArgs.ForKind(spec, _commands.Find(command)!, _options)
            : ExecArgs.Read(spec, _commands, _options);

    [LoggerMessage(Level = LogLevel.Error, Message = "A process callback failed; other runs go on")]
    private partial void LogFault(Exception e);
}
