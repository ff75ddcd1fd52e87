using EdgeAgent.Link;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>Starts the link. After a clean end of the loop it disconnects from the broker.</summary>
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
        // After a fault of the loop there is no DISCONNECT, so that the broker publishes the will.
        if (loop.EndedInOrder) LogStopped(link.Stop(Patience));
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "stopped; everything was acknowledged: {AllSaid}")]
    private partial void LogStopped(bool allSaid);
}
