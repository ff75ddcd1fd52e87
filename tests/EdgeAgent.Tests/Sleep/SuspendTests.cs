using System.Net;
using System.Net.Sockets;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Sleep;
using EdgeAgent.Tests.Sensors;

namespace EdgeAgent.Tests.Sleep;

/// <summary>
/// A kernel that really suspends: the guest's, woken from outside every few seconds. It has no clock chip, so the alarm is a file of the test's,
/// and its clocks do not tell how long it slept.
/// </summary>
public sealed class SuspendedGuestTests : IDisposable
{
    private readonly FakeTree _tree = new FakeTree().File("sys/class/rtc/rtc0/wakealarm", "");
    private readonly Inbox _inbox = new();

    public SuspendedGuestTests()
    {
        Assert.SkipUnless(Guest.IsHere, "NOT TESTED HERE: suspend; SuspendTests runs it in a guest");
        File.CreateSymbolicLink(Path.Combine(_tree.Path, "sys/power"), "/sys/power");
    }

    public void Dispose()
    {
        _tree.Dispose();
        _inbox.Dispose();
    }

    [Fact]
    public void The_kernel_suspends_by_our_hand_and_the_client_asks_its_broker_at_once_although_no_ping_is_due()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var connected = new ManualResetEventSlim();
        using var noticed = new ManualResetEventSlim();
        using var client = new BrokerSession(new SessionOptions
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            Protocol = EdgeAgent.Options.ProtocolChoice.V311,
            ClientId = "guest",
            KeepAlive = TimeSpan.FromHours(1),
            OnConnected = _ => connected.Set(),
            OnWarning = n =>
            {
                if (n.Kind == WarningKind.MachineSlept) noticed.Set();
            },
        });
        client.Start();
        using var broker = listener.AcceptTcpClient().GetStream();
        broker.ReadTimeout = 30_000;
        var buffer = new byte[256];
        Assert.Equal(0x10, buffer[..broker.Read(buffer)][0]);
        broker.Write([0x20, 2, 0, 0]);
        Assert.True(connected.Wait(TimeSpan.FromSeconds(30)), "the client did not take CONNACK");

        int looks = 0;
        var kernel = new KernelSleep(_tree.Roots, "mem", 0, () => 1000 * looks++);
        Assert.Null(kernel.Fault());
        // A wake-up line that is pulled on the way down calls the suspension off (EBUSY).
        string? fault = "not tried";
        for (int i = 0; i < 5 && fault is not null; i++) fault = kernel.Sleep(TimeSpan.FromMinutes(10), _inbox.AwaitShutdown);
        Assert.Null(fault);
        Assert.Equal([0xC0, 0], buffer[..broker.Read(buffer)]);
        Assert.True(noticed.Wait(TimeSpan.FromSeconds(10)), "the client did not say that the machine slept");
    }
}

public sealed class SuspendTests
{
    [Fact]
    public async Task A_machine_that_suspends_is_noticed_in_a_guest_that_does()
    {
        await Guest.RunTestsAsync([typeof(SuspendedGuestTests)], 1, setUp: "ip link set lo up", wakeEvery: TimeSpan.FromSeconds(2));
    }
}
