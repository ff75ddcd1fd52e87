using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Native;
using EdgeAgent.Storage;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>update</c>: downloads and verifies at any time, installs only with external power or at least 30 % of charge. A document without
/// <c>install</c> updates the agent itself: the bundle goes to the supervisor of updates, which checks its signature, installs it, watches the
/// new agent and rolls back when it fails. With <c>install</c>, commands of the allow-list install, check (<c>health</c>) and undo
/// (<c>rollback</c>) the update. Each stage is stored before it begins, so that the update continues after a power cut. An interrupted
/// installation is followed by the health check and, when that fails, repeated, at most three times.
/// </summary>
public sealed class UpdateWorker : ITaskWorker
{
    private const int MaxInstalls = 3;

    // A step is not frozen and gets this time to stop, because an interrupted installation is worse than a late one.
    private static readonly TimeSpan StepGrace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StuckAfter = StepGrace + InProcessRun.StuckAfter;
    private static readonly TimeSpan PowerRetry = TimeSpan.FromHours(1);
    private readonly ExecutionOptions _options;
    private readonly CommandTable _commands;
    private readonly ExecWorker _exec;
    private readonly Func<bool> _mayInstall;
    private readonly UpdateSupervisor _supervisor;
    private readonly TimeProvider _time;
    private readonly AllowedFolders _readable;

    /// <param name="mayInstall">Whether there is external power or at least 30 % of charge; called right before the installation.</param>
    internal UpdateWorker(
        ExecutionOptions options, CommandTable commands, ExecWorker exec, Func<bool> mayInstall, UpdateSupervisor supervisor, TimeProvider time)
    {
        _options = options;
        _commands = commands;
        _exec = exec;
        _mayInstall = mayInstall;
        _supervisor = supervisor;
        _time = time;
        _readable = new AllowedFolders(nameof(options.ReadFolders), options.ReadFolders, new OwnFiles(options.DataDirectory));
    }

    private enum Stage
    {
        Download,
        Install,
        Check,
        HandedOver,
        Rollback,
        RolledBack,
    }

    /// <summary>Name of the kind.</summary>
    public const string Kind = "update";

    public IReadOnlyCollection<string> Kinds { get; } = [Kind];

    public ArgsCheck Validate(TaskSpec spec) => Read(spec).Check;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, _time, async run =>
    {
        (UpdateArgs? args, ArgsCheck check) = Read(request.Spec);
        if (args is null) throw new TaskFailure(ErrorCategory.ClientError, check.Fault!);
        return await new Update(this, run, args, observer).GoOnAsync();
    }, StuckAfter);

    private (UpdateArgs? Args, ArgsCheck Check) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        HttpArgs? http = HttpArgs.Read(args, _options, _readable);
        string? sha256 = DownloadWorker.Sha256(args, required: true);
        string version = args.Text("version", maxLength: 128) ?? "";
        Step? install = ReadStep(args, "install", required: !_supervisor.IsInstalled);
        Step? health = ReadStep(args, "health", required: false);
        Step? rollback = ReadStep(args, "rollback", required: false);
        if (install is null && (health ?? rollback) is not null) args.Fail("install", "is required with health and rollback");
        if (args.Error is not null) return (null, args.Check);
        return (new UpdateArgs(http!, sha256!, version, install, health, rollback), args.Check);
    }

    private Step? ReadStep(TaskArgs args, string field, bool required)
    {
        string? name = args.Text(field, required);
        IReadOnlyList<string> argv = args.TextList($"{field}_argv");
        if (name is null) return null;
        if (_commands.Find(name) is { } command)
        {
            if (argv.Count > 0 && !command.TakesArguments) args.Fail($"{field}_argv", $"{name} takes no arguments");
            return new Step(command, argv);
        }

        args.Fail(field, $"'{name}' is not in Tasks:AllowedCommands; allowed: {string.Join(", ", _commands.Names)}");
        return null;
    }

    private sealed record Step(AllowedCommand Command, IReadOnlyList<string> Arguments);

    private sealed record UpdateArgs(HttpArgs Http, string Sha256, string Version, Step? Install, Step? Health, Step? Rollback);

    /// <summary>One attempt; it continues from the stored stage.</summary>
    private sealed class Update(UpdateWorker worker, RunContext run, UpdateArgs args, IRunObserver observer)
    {
        private readonly string _stageFile = Path.Combine(run.Request.WorkDirectory, "update.stage");
        private readonly string _file = Path.Combine(run.Request.WorkDirectory, "update.file");
        private int _installs;

        public async Task<string> GoOnAsync()
        {
            (Stage stage, _installs) = Load();
            if (stage == Stage.Download) stage = await FetchAsync();
            if (args.Install is null) return await SuperviseAsync(stage);
            if (stage == Stage.Install && _installs > 0 && args.Health is not null && await HealthyAsync()) return Done();
            if (stage == Stage.Install) stage = await InstallAsync();
            if (stage == Stage.Check)
            {
                if (await HealthyAsync()) return Done();
                stage = Enter(Stage.Rollback);
            }

            if (stage == Stage.Rollback) await RollBackAsync();
            throw new TaskFailure(ErrorCategory.ClientError, "the update failed its health check and was rolled back");
        }

        private async Task<Stage> FetchAsync()
        {
            run.Report(0, "downloading");
            var download = new Download(run, new DownloadArgs(args.Http, _file, args.Sha256, (long)worker._options.MaxDownloadMb << 20), worker._options.HttpTimeoutSeconds);
            await download.FetchAsync();
            using FolderHandle folder = FolderHandle.Open(RealPath.Of(run.Request.WorkDirectory)!);
            DurableFile.MoveInto(download.PartFile, folder, Path.GetFileName(_file));
            return Enter(Stage.Install);
        }

        // The agent may be replaced while this waits. The next attempt, of the new or the old agent, reads the result from the supervisor's files.
        private async Task<string> SuperviseAsync(Stage stage)
        {
            if (stage != Stage.HandedOver || File.Exists(_file)) await HandOverAsync();
            if (await worker._supervisor.AwaitEndAsync(args.Sha256, run)) return Done();
            Enter(Stage.Download);
            throw new TaskFailure(ErrorCategory.Other, "the supervisor of updates has lost the bundle and knows nothing of it: it is to be fetched again");
        }

        // The stage is stored first, because after the move this process may end at any time.
        private async Task HandOverAsync()
        {
            do
            {
                await worker._supervisor.UntilFreeAsync(run);
                RequirePower();
                Enter(Stage.HandedOver);
            }
            while (!worker._supervisor.TryHandOver(_file));
        }

        private void RequirePower()
        {
            if (worker._mayInstall()) return;
            throw new TaskFailure(ErrorCategory.Other, "the installation waits for external power or a battery of at least 30 %", PowerRetry) { IsLater = true };
        }

        private async Task<Stage> InstallAsync()
        {
            if (_installs >= MaxInstalls) return Enter(Stage.Rollback);
            RequirePower();
            _installs++;
            Enter(Stage.Install);
            RunOutcome outcome = await StepAsync(args.Install!, "installing");
            if (outcome.Error is { } error && _installs >= MaxInstalls) return Enter(Stage.Rollback);
            if (outcome.Error is { } failed) throw new TaskFailure(failed.Category, $"installation: {failed.Message}", outcome.RetryAfter);
            return Enter(Stage.Check);
        }

        private async Task<bool> HealthyAsync() =>
            args.Health is null || (await StepAsync(args.Health, "checking")).Succeeded;

        private async Task RollBackAsync()
        {
            if (args.Rollback is null) throw new TaskFailure(ErrorCategory.ClientError, "the update failed, and the document names no rollback");
            RunOutcome outcome = await StepAsync(args.Rollback, "rolling back");
            if (outcome.Error is { } error) throw new TaskFailure(ErrorCategory.Other, $"rollback: {error.Message}");
            Enter(Stage.RolledBack);
        }

        private string Done()
        {
            File.Delete(_file);
            return ResultJson.Of(("version", args.Version), ("sha256", args.Sha256), ("installs", (long)_installs));
        }

        private async Task<RunOutcome> StepAsync(Step step, string message)
        {
            run.Report(null, message, checkpoint: message);
            var environment = new Dictionary<string, string> { ["UPDATE_FILE"] = _file, ["UPDATE_VERSION"] = args.Version };
            var stepObserver = new StepObserver(observer);
            IRun inner = worker._exec.StartCommand(
                run.Request with { WorkDirectory = Path.Combine(run.Request.WorkDirectory, "step"), Checkpoint = null },
                new ExecArgs(step.Command, step.Arguments, environment, GivesArgsFile: false),
                stepObserver);
            using CancellationTokenRegistration stop = run.Stop.Register(() => inner.Stop(StepGrace));
            RunOutcome outcome = await stepObserver.Ended;
            run.Stop.ThrowIfCancellationRequested();
            return outcome;
        }

        private Stage Enter(Stage stage)
        {
            DurableFile.Write(_stageFile, Encoding.ASCII.GetBytes($"{stage} {_installs}"));
            return stage;
        }

        private (Stage Stage, int Installs) Load()
        {
            string[] parts = File.Exists(_stageFile) ? File.ReadAllText(_stageFile).Split(' ') : [];
            if (parts.Length == 2 && Enum.TryParse(parts[0], out Stage stage) && int.TryParse(parts[1], out int installs))
            {
                return (stage, installs);
            }

            return (Stage.Download, 0);
        }
    }

    /// <summary>Observes a step of an update. The update evaluates the step's end; frozen and stuck are reported for the update's task.</summary>
    private sealed class StepObserver(IRunObserver observer) : IRunObserver
    {
        private readonly TaskCompletionSource<RunOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<RunOutcome> Ended => _ended.Task;

        public void Started(string taskId, int attempt)
        {
        }

        public void Progress(string taskId, int attempt, double? progressPct, string? message, string? checkpoint)
        {
        }

        public void Frozen(string taskId, int attempt, bool isFrozen) => observer.Frozen(taskId, attempt, isFrozen);

        public void Stuck(string taskId, int attempt, bool isStuck) => observer.Stuck(taskId, attempt, isStuck);

        public void Exited(string taskId, int attempt, RunOutcome outcome) => _ended.TrySetResult(outcome);
    }
}
