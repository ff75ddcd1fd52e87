using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Nano.Tests;

/// <summary>A real mosquitto on a free loopback port that keeps its sessions over restarts.</summary>
public sealed class Broker : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-nano").FullName;
    private Process _process;

    public Broker()
    {
        Port = FreePort();
        File.WriteAllText(
            Path.Combine(_folder, "mosquitto.conf"),
            $"listener {Port} 127.0.0.1\nallow_anonymous true\nuser {Environment.UserName}\nmax_queued_messages 10000\n"
            + $"persistence true\npersistence_location {_folder}/\nset_tcp_nodelay true\n");
        _process = Start();
    }

    public int Port { get; }

    public void Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) kill.WaitForExit();
        _process.WaitForExit();
        _process.Dispose();
    }

    public void Restart()
    {
        Stop();
        _process = Start();
    }

    public void StartAgain() => _process = Start();

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Start()
    {
        var process = Process.Start(new ProcessStartInfo("mosquitto", ["-c", Path.Combine(_folder, "mosquitto.conf")]) { RedirectStandardError = true })
            ?? throw new InvalidOperationException("mosquitto does not start");
        process.BeginErrorReadLine();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(20) && !process.HasExited)
        {
            try
            {
                using var probe = new TcpClient();
                probe.Connect(IPAddress.Loopback, Port);
                return process;
            }
            catch (SocketException)
            {
                Thread.Yield();
            }
        }

        throw new InvalidOperationException("mosquitto does not listen");
    }
}
