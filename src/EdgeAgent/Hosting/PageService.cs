using System.Net;
using System.Net.Sockets;
using EdgeAgent.Web;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>Serves the page while the service runs. When the port is not available, the agent runs without the page.</summary>
internal sealed partial class PageService(PageOptions options, TimeProvider time, ILogger<PageService> log) : IHostedService, IDisposable
{
    private readonly PageServer _server = new(options, time);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _server.Faulted += LogFault;
            _server.Start();
            LogServed(options.Folder, _server.EndPoint);
        }
        catch (SocketException e)
        {
            LogNotServed(options.Address, options.Port, e.Message);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _server.Dispose();

    [LoggerMessage(LogLevel.Information, "the page in {Folder} is served at http://{EndPoint}/")]
    private partial void LogServed(string folder, IPEndPoint? endPoint);

    [LoggerMessage(LogLevel.Warning, "the page is not available at present: {Fault}")]
    private partial void LogFault(string fault);

    [LoggerMessage(LogLevel.Warning, "the page is not served at {Address}, port {Port} (Page:Address, Page:Port): {Fault}")]
    private partial void LogNotServed(IPAddress address, int port, string fault);
}
