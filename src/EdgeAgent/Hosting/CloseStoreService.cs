using EdgeAgent.Loop;
using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Hosting;

/// <summary>The last transaction of a life. Registered first, so it stops last: after the link has said what was left to say.</summary>
internal sealed class CloseStoreService(Agent agent, DeviceClock clock, LoopService loop) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // After a fault of the loop the next start has to see a crash.
        if (loop.EndedInOrder) agent.Close(clock.Now());
        return Task.CompletedTask;
    }
}
