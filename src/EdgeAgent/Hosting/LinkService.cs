using EdgeAgent.Link;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>Connects, and after an end in order leaves the broker in order.</summary>
internal sealed partial class LinkService(MqttLink link, LoopService loop, ILogger<LinkService> log) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        link.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // A loop that failed said no goodbye: the broker has to publish the will, so the connection is not closed in order.
        if (loop.EndedInOrder) LogStopped(link.Stop(Patience));
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "stopped; everything was acknowledged: {AllSaid}")]
    private partial void LogStopped(bool allSaid);
}
