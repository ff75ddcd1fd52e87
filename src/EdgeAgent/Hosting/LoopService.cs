using System.Runtime.InteropServices;
using EdgeAgent.Loop;
using EdgeAgent.Storage;
using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Hosting;

/// <summary>
/// Owns the loop's thread, the one that blocks and decides. Registered last: it starts when sensors and link run, and stops first, so
/// that the agent can say goodbye through them.
/// </summary>
internal sealed class LoopService(AgentLoop loop, Inbox inbox, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    // signal(7), the same number on every architecture that .NET runs on: what deploy/systemd/system-sleep sends.
    private const int SigUsr1 = 10;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _signals = [];

    /// <summary>Why the loop ended before it was asked to; null while it runs and after an end in order. Read after the host has stopped.</summary>
    public Exception? Fault { get; private set; }

    public bool EndedInOrder => _ended.Task.IsCompleted && Fault is null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The host stops at these two as well; here the agent learns which one it was, for the log and the retained status.
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
