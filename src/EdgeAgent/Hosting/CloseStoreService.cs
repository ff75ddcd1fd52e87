using EdgeAgent.Loop;
using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Hosting;

/// <summary>Makes the last transaction. It is registered first, so it stops last, after the link has sent everything.</summary>
internal sealed class CloseStoreService(Agent agent, DeviceClock clock, LoopService loop) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // After a fault of the loop there must be no mark of a clean end, so that the next start detects a crash.
        if (loop.EndedInOrder) agent.Close(clock.Now());
        return Task.CompletedTask;
    }
}
