using EdgeAgent.Fleet.Controller;
using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Fleet.Hosting;

/// <summary>Owns the controller's thread.</summary>
internal sealed class FleetLoopService(FleetLoop loop, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why the loop ended before it was asked to; null otherwise. Read after the host has stopped.</summary>
    public Exception? Fault { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        new Thread(Run) { Name = "fleet", IsBackground = true }.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _stop.Dispose();

    private void Run()
    {
        try
        {
            loop.Run(_stop.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fault = e;
        }

        _ended.TrySetResult();
        lifetime.StopApplication();
    }
}
