using System.Runtime.InteropServices;
using EdgeAgent.Loop;
using EdgeAgent.Storage;
using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Hosting;

/// <summary>
/// Owns the loop's thread. It is registered last, so it starts after sensors and link and stops before them; the agent needs them for its
/// last messages.
/// </summary>
internal sealed class LoopService(AgentLoop loop, Inbox inbox, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    // deploy/systemd/system-sleep sends it. The number is the same on every architecture that .NET supports (signal(7)).
    private const int SigUsr1 = 10;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _signals = [];

    /// <summary>Why the loop ended without a request; null while it runs and after a clean end. Read it after the host has stopped.</summary>
    public Exception? Fault { get; private set; }

    public bool EndedInOrder => _ended.Task.IsCompleted && Fault is null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The host handles these two signals as well; here the agent gets the signal's name for the log and the retained status.
        On(PosixSignal.SIGTERM, () => new AgentEvent.ShutdownRequested(nameof(PosixSignal.SIGTERM)));
        On(PosixSignal.SIGINT, () => new AgentEvent.ShutdownRequested(nameof(PosixSignal.SIGINT)));
        On((PosixSignal)SigUsr1, () => new AgentEvent.SuspendAnnounced());
        new Thread(Run) { Name = "agent", IsBackground = true }.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        inbox.Post(new AgentEvent.ShutdownRequested("stop of the service"));
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }

    private void On(PosixSignal signal, Func<AgentEvent> happened) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        inbox.Post(happened());
    }));

    private void Run()
    {
        try
        {
            loop.Run();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Fault = e;
        }

        _ended.TrySetResult();
        lifetime.StopApplication();
    }
}
