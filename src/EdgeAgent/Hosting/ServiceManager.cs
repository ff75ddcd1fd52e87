using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EdgeAgent.Hosting;

/// <summary>
/// systemd's notification socket (sd_notify(3)): readiness, a sign of life, stopping. Without a service manager every call does
/// nothing. Datagrams to a local socket do not block for long and are allowed to get lost.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket? _socket;

    public ServiceManager(string? address, string? watchdogUsec)
    {
        if (long.TryParse(watchdogUsec, NumberStyles.None, CultureInfo.InvariantCulture, out long usec) && usec > 0)
            SignOfLifeEvery = TimeSpan.FromMicroseconds(usec / 2.0);
        if (address is not { Length: > 1 }) return;

        // A leading @ stands for the abstract namespace.
        string path = address[0] == '@' ? "\0" + address[1..] : address;
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            _socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            _socket.Dispose();
            _socket = null;
        }
    }

    /// <summary>Half of the watchdog's patience; null when nobody watches.</summary>
    public TimeSpan? SignOfLifeEvery { get; }

    public static ServiceManager FromEnvironment() =>
        new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"));

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    public void Stopping() => Send("STOPPING=1");

    public void SignOfLife() => Send("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private void Send(string text)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(text));
        }
        catch (SocketException)
        {
            // The manager is busy or gone; the next sign of life says the same.
        }
    }
}
