using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Link;

/// <summary>Opens a TCP connection to the first address of a host that answers. Blocking: a socket that is never used
/// asynchronously sleeps in the kernel instead of waking a poll thread.</summary>
internal static class SocketOpener
{
    private const int TcpLevel = 6; // IPPROTO_TCP
    private const int TcpUserTimeout = 18; // TCP_USER_TIMEOUT, linux/tcp.h, milliseconds

    /// <param name="using">Called with each socket before it is used, so that another thread can close it; false cancels.</param>
    /// <exception cref="SocketException">No address answered; the exception of the last one tried.</exception>
    /// <exception cref="OperationCanceledException"/>
    public static Socket Open(string host, int port, TimeSpan connectTimeout, TimeSpan keepAlive, Func<Socket, bool> @using)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : Dns.GetHostAddresses(host);
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                if (!@using(socket)) throw new OperationCanceledException();
                SetUserTimeout(socket, connectTimeout / addresses.Length);
                socket.Connect(addresses[i], port);
                Tune(socket, keepAlive);
                return socket;
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (e is not SocketException || i == addresses.Length - 1) throw;
            }
        }
    }

    /// <summary>Unacknowledged data ends the connection after half a keep-alive, at most 30 s; the kernel alone would try for 15 minutes.</summary>
    private static void Tune(Socket socket, TimeSpan keepAlive)
    {
        var limit = TimeSpan.FromSeconds(30);
        var half = keepAlive / 2;
        SetUserTimeout(socket, half > TimeSpan.Zero && half < limit ? half : limit);
        // A peer that keeps the connection but reads nothing must not block the session's thread forever.
        socket.SendTimeout = (int)limit.TotalMilliseconds;
    }

    private static void SetUserTimeout(Socket socket, TimeSpan timeout)
    {
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes((int)Math.Max(timeout.TotalMilliseconds, 1000)));
        }
    }
}
