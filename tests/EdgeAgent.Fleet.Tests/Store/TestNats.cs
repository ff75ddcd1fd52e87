using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Tests;
using EdgeAgent.Tests.EndToEnd;

namespace EdgeAgent.Fleet.Tests.Store;

/// <summary>Real nats-servers with JetStream on free loopback ports; they end with the test.</summary>
public sealed class TestNats : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _nodes = [];

    /// <param name="nodes">1 or 3.</param>
    public TestNats(int nodes)
    {
        int[] ports = [.. Enumerable.Range(0, nodes).Select(_ => TestBroker.FreePort())], routes = [.. Enumerable.Range(0, nodes).Select(_ => TestBroker.FreePort())];
        for (int i = 0; i < nodes; i++) _nodes.Add(Start(i, ports[i], nodes > 1 ? routes : [], routes[i]));
        Urls = string.Join(',', ports.Select(p => $"nats://127.0.0.1:{p}"));
        Replicas = nodes;
        foreach (int port in ports) AwaitListener(port);
    }

    public string Urls { get; }

    public int Replicas { get; }

    /// <summary>SIGKILL.</summary>
    public void Kill(int node)
    {
        _nodes[node].Kill();
        _nodes[node].WaitForExit();
    }

    internal ClusterOptions Options(string controller = "one") => new()
    {
        Urls = Urls,
        Prefix = "test",
        Replicas = Replicas,
        Lease = TimeSpan.FromSeconds(3),
        Patience = TimeSpan.FromSeconds(60),
        Controller = controller,
    };

    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Kill();
            node.WaitForExit();
            node.Dispose();
        }

        _folder.Dispose();
    }

    private Process Start(int index, int port, int[] routes, int route)
    {
        string configuration = _folder.File($"n{index}.conf");
        string cluster = routes.Length > 0 ? $"cluster {{ name: c, listen: \"127.0.0.1:{route}\", routes: [{string.Join(", ", routes.Select(r => $"nats://127.0.0.1:{r}"))}] }}" : "";
        File.WriteAllText(configuration, $"server_name: n{index}\nlisten: 127.0.0.1:{port}\njetstream {{ store_dir: \"{_folder.File($"js{index}")}\" }}\n{cluster}\n");
        var process = Process.Start(new ProcessStartInfo("nats-server", ["-c", configuration]) { RedirectStandardError = true })
            ?? throw new InvalidOperationException("nats-server does not start");
        process.BeginErrorReadLine();
        return process;
    }

    private static void AwaitListener(int port)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            try
            {
                using var probe = new TcpClient();
                probe.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                Thread.Yield();
            }
        }

        throw new InvalidOperationException("nats-server does not listen");
    }
}
