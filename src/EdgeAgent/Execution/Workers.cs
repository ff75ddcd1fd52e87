using Microsoft.Extensions.Logging;

namespace EdgeAgent.Execution;

/// <summary>Every worker of this configuration, and what holds its processes together.</summary>
internal sealed class Workers : IDisposable
{
    private readonly ExecWorker _exec;

    private Workers(TaskKinds kinds, Confinement confinement, ExecWorker exec)
    {
        Kinds = kinds;
        Confinement = confinement;
        _exec = exec;
    }

    public TaskKinds Kinds { get; }

    public Confinement Confinement { get; }

    public static Workers Create(ServiceSettings settings, ILoggerFactory logs, TimeProvider time)
    {
        string data = settings.Agent.Device.DataDirectory;
        var confinement = Confinement.Detect(settings.Agent.Device.Id, settings.Execution.Confinement);
        var exec = new ExecWorker(settings.Execution, settings.Commands, confinement, time, logs.CreateLogger<ExecWorker>());
        var kinds = new TaskKinds(
        [
            exec,
            new NoopWorker(time),
            new UploadWorker(settings.Execution, data, time),
            new DownloadWorker(settings.Execution, data, time),
        ]);
        return new Workers(kinds, confinement, exec);
    }

    public void Dispose() => _exec.Dispose();
}
