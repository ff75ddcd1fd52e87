using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>A real mosquitto on a free loopback port; ends with the test.</summary>
public sealed class TestBroker : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    /// <param name="more">Lines of its configuration.</param>
    public TestBroker(string more = "")
    {
        Port = FreePort();
        string configuration = _folder.File("mosquitto.conf");
        File.WriteAllText(configuration, $"listener {Port} 127.0.0.1\nallow_anonymous true\nuser {Environment.UserName}\nmax_queued_messages 10000\n{more}\n");
        _process = Process.Start(new ProcessStartInfo("mosquitto", ["-c", configuration]) { RedirectStandardError = true })
            ?? throw new InvalidOperationException("mosquitto does not start");
        _process.BeginErrorReadLine();
        AwaitListener();
    }

    public int Port { get; }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    // A connection attempt is answered at once with yes or no; each round is one attempt, bounded in time by the watch.
    private void AwaitListener()
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(20) && !_process.HasExited)
        {
            try
            {
                using var probe = new TcpClient();
                probe.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                Thread.Yield();
            }
        }

        throw new InvalidOperationException("mosquitto does not listen");
    }
}
