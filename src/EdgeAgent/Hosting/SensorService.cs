using EdgeAgent.Sensors;
using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Hosting;

/// <summary>Starts the sensors' thread. The container disposes of the hub, after the parts that read samples.</summary>
internal sealed class SensorService(SensorHub hub) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        hub.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
