using System.Text;
using System.Threading.Channels;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;

namespace EdgeAgent.Tests.Execution;

/// <summary>Receives the reports of one run and lets a test wait for them. Each wait has a limit, so that a fault fails the test and does not hang it.</summary>
internal sealed class RunProbe : IRunObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RunOutcome> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _stuck = Channel.CreateUnbounded<bool>();
    private readonly Channel<bool> _frozen = Channel.CreateUnbounded<bool>();
    private readonly Channel<(double? Pct, string? Message, string? Checkpoint)> _progress =
        Channel.CreateUnbounded<(double? Pct, string? Message, string? Checkpoint)>();

    public int Exits { get; private set; }

    public Task Started => _started.Task.WaitAsync(Patience);

    public Task<RunOutcome> Exited => _exited.Task.WaitAsync(Patience);

    /// <summary>The next report that <paramref name="fits"/>; those before it are dropped.</summary>
    public async Task<(double? Pct, string? Message, string? Checkpoint)> ReportAsync(
        Func<(double? Pct, string? Message, string? Checkpoint), bool> fits)
    {
        while (true)
        {
            var report = await _progress.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            if (fits(report)) return report;
        }
    }

    public async Task<bool> FrozenAsync() => await _frozen.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    void IRunObserver.Started(string taskId, int attempt) => _started.TrySetResult();

    void IRunObserver.Progress(string taskId, int attempt, double? progressPct, string? message, string? checkpoint) =>
        _progress.Writer.TryWrite((progressPct, message, checkpoint));

    void IRunObserver.Frozen(string taskId, int attempt, bool isFrozen) => _frozen.Writer.TryWrite(isFrozen);

    /// <summary>The reports about work that was left behind, in order.</summary>
    public async Task<bool> StuckAsync() => await _stuck.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    void IRunObserver.Stuck(string taskId, int attempt, bool isStuck) => _stuck.Writer.TryWrite(isStuck);

    void IRunObserver.Exited(string taskId, int attempt, RunOutcome outcome)
    {
        Exits++;
        _exited.TrySetResult(outcome);
    }
}

/// <summary>A worker of real processes over a folder of its own; everything it started is gone when it is disposed.</summary>
internal sealed class ExecRig : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edgeagent-exec-");

    public ExecRig(string confinement = "process_group", ExecutionOptions? options = null, CommandTable? commands = null, TimeProvider? time = null)
    {
        options = (options ?? new ExecutionOptions()) with { Confinement = confinement };
        Confinement = EdgeAgent.Execution.Confinement.Detect("test-" + Guid.NewGuid().ToString("N")[..12], options.Confinement);
        Worker = new ExecWorker(options, commands ?? Commands(), Confinement, time ?? TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<ExecWorker>.Instance);
    }

    public Confinement Confinement { get; }

    public ExecWorker Worker { get; }

    public string Folder => _folder.FullName;

    public static LiveLimits FullLimits { get; } = new(32, "high", true);

    public static CommandTable Commands(params AllowedCommand[] more) =>
        new([Command("sh", "/bin/sh"), Command("python3", "/usr/bin/python3"), Command("env", "/usr/bin/env"), Command("sleep", "/bin/sleep"), .. more]);

    public static AllowedCommand Command(string name, string path) =>
        new(name, path, [], true, new Dictionary<string, string>(), new HashSet<string>(), new Dictionary<int, ErrorCategory>());

    public static string Args(string command, params string[] argv) =>
        $$"""{"command":{{Json(command)}},"argv":[{{string.Join(',', argv.Select(Json))}}]}""";

    public static TaskSpec Spec(string argsJson, TaskLimits? limits = null, string kind = "exec", string id = "t1") =>
        new() { Id = id, Kind = kind, ArgsJson = argsJson, Limits = limits ?? TaskLimits.None };

    public (IRun Run, RunProbe Probe) Start(TaskSpec spec, string? checkpoint = null, int attempt = 1)
    {
        var probe = new RunProbe();
        IRun run = Worker.Start(new RunRequest(spec, attempt, checkpoint, FullLimits, Path.Combine(Folder, spec.Id)), probe);
        return (run, probe);
    }

    /// <summary>Runs a shell script (the tests' own; the agent makes none) to its end.</summary>
    public async Task<RunOutcome> RunAsync(string script, TaskLimits? limits = null) => await Start(Spec(Args("sh", "-c", script), limits)).Probe.Exited;

    public static string Text(RunOutcome outcome) => Encoding.UTF8.GetString(outcome.Result);

    public void Dispose()
    {
        Worker.Dispose();
        Confinement.KillLeftovers();
        Confinement.Release();
        _folder.Delete(recursive: true);
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
