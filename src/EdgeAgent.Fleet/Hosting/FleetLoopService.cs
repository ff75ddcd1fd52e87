using EdgeAgent.Fleet.Controller;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Fleet.Hosting;

/// <summary>
/// Owns the controller's thread. A fault of the embedded store ends the program. Where controllers share a store, one that has lost its lease or the
/// cluster drops its state and waits for the lease again.
/// </summary>
internal sealed partial class FleetLoopService(FleetOptions options, TimeProvider clock, ILogger log, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly FleetStores _stores = new(options, clock, log);
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
        // A call into a cluster that does not answer may outlast the host's time limit for shutdown; nothing is lost then.
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested) Drive();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fault = e;
        }

        _ended.TrySetResult();
        lifetime.StopApplication();
    }

    private void Drive()
    {
        try
        {
            using var store = _stores.Open(_stop.Token);
            if (store is not null) new FleetLoop(store, options, clock, log).Run(_stop.Token);
        }
        catch (IOException e) when (_stores.IsShared)
        {
            LogStandsBy(e.Message);
            using var pause = new CancellationTokenSource(Pause, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, pause.Token);
            either.Token.WaitHandle.WaitOne();
        }
    }

    [LoggerMessage(LogLevel.Warning, "drives the fleet no longer: {Fault}")]
    private partial void LogStandsBy(string fault);
}
