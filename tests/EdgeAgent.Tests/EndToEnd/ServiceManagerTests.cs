using System.Net.Sockets;
using System.Text;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>What a service manager hears on its notification socket from the real program.</summary>
public sealed class ServiceManagerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 120_000 };

    [Fact]
    public void The_service_manager_hears_ready_once_signs_of_life_and_stopping_once()
    {
        string address = Path.Combine(_folder.Path, "notify");
        _manager.Bind(new UnixDomainSocketEndPoint(address));
        var environment = new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = address, ["WATCHDOG_USEC"] = "200000" };
        using var agent = AgentProcess.Start(_folder.Path, port: 1, environment);
        var heard = new List<string>();
        HearUntil(heard, "WATCHDOG=1", "READY=1", "STATUS=");
        Assert.Equal(0, agent.Terminate());
        HearUntil(heard, "STOPPING=1");

        Assert.Single(heard, "READY=1");
        Assert.Single(heard, "STOPPING=1");
        Assert.Single(heard, h => h.StartsWith("STATUS=not connected to 127.0.0.1:1 as e2e", StringComparison.Ordinal));
        Assert.True(heard.IndexOf("READY=1") < heard.IndexOf("STOPPING=1"));
    }

    public void Dispose()
    {
        _manager.Dispose();
        _folder.Dispose();
    }

    private void HearUntil(List<string> heard, params string[] wanted)
    {
        byte[] buffer = new byte[4096];
        while (!wanted.All(w => heard.Any(h => h.StartsWith(w, StringComparison.Ordinal)))) heard.Add(Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer)));
    }
}
