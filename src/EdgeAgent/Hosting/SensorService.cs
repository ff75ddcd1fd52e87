using EdgeAgent.Sensors;
using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Hosting;

/// <summary>Starts the sensors' thread; the container's disposal ends it, after everything that reads samples.</summary>
internal sealed class SensorService(SensorHub hub) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        hub.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
