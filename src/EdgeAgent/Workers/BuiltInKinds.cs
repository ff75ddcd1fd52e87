using EdgeAgent.Execution;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Workers;

/// <summary>Creates all task kinds of this agent; owns the thread that runs processes.</summary>
public sealed class BuiltInKinds : IDisposable
{
    private readonly ExecWorker _exec;
    private readonly Confinement _confinement;

    /// <param name="dataDirectory">The agent's data directory, with the folders <c>transfer</c> and <c>spool</c>.</param>
    /// <exception cref="ArgumentException">The configuration adds a kind that already exists.</exception>
    public BuiltInKinds(
        ExecutionOptions options, CommandTable commands, Confinement confinement, string dataDirectory, KindsContext context, TimeProvider time, ILoggerFactory logs)
    {
        _confinement = confinement;
        string transfer = Path.Combine(dataDirectory, OwnFiles.TransferName);
        options = options with { DataDirectory = dataDirectory };
        _exec = new ExecWorker(options, commands, confinement, time, logs.CreateLogger<ExecWorker>());
        Kinds = new TaskKinds(
        [
            _exec,
            new NoopWorker(time),
            new DownloadWorker(options, transfer, time),
            new UploadWorker(options, transfer, time),
            new ArchiveWorker(options, transfer, time),
            new CleanupWorker(options, time),
            new SyncWorker(Path.Combine(dataDirectory, "spool"), context.LowestSyncQueue, context.PublishRecord, time),
            new UpdateWorker(options, commands, _exec, context.MayInstall, UpdateSupervisor.OfDevice(dataDirectory, time), time),
        ]);
    }

    public TaskKinds Kinds { get; }

    public void Dispose()
    {
        _exec.Dispose();
        _confinement.Release();
    }
}
