using EdgeAgent.Execution;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Workers;

/// <summary>Every kind of this agent, put together once at start; owns the thread that runs processes.</summary>
public sealed class BuiltInKinds : IDisposable
{
    private readonly ExecWorker _exec;
    private readonly Confinement _confinement;

    /// <param name="dataDirectory">The agent's own; <c>transfer</c> and <c>spool</c> lie below it.</param>
    /// <exception cref="ArgumentException">Configuration adds a kind that exists already.</exception>
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
