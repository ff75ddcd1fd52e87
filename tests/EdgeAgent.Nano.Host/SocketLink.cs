using System.Net.Sockets;
using EdgeAgent.Nano.Mqtt;

namespace EdgeAgent.Nano.Host;

/// <summary>
/// A real TCP connection to a real broker, on the virtual clock. A wait of ten seconds and more is for an answer that is sure to come, and waits for it; a shorter
/// one is a pause, in which the virtual clock moves at once when nothing is there.
/// </summary>
public sealed class SocketLink : ITransport
{
    private const int AnswerMs = 10_000;
    private const int TripMs = 20;

    private readonly SimulatedBoard _board;
    private readonly int _port;
    private Socket _socket;

    private bool IsReachable => _board.HasWifi;

    public SocketLink(SimulatedBoard board, int port)
    {
        _board = board;
        _port = port;
    }

    public bool Open()
    {
        _board.Power.Step();
        _board.Spend(TripMs);
        Break();
        if (!IsReachable) return false;
        try
        {
            _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _socket.Connect("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            Break();
            return false;
        }
    }

    public bool Write(byte[] bytes, int offset, int count)
    {
        _board.Power.Step();
        _board.Spend(TripMs);
        if (_socket == null || !IsReachable) return false;
        try
        {
            return _socket.Send(bytes, offset, count, SocketFlags.None) == count;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public int Read(byte[] bytes, int offset, int count, int timeoutMs)
    {
        _board.Power.Step();
        if (_socket == null) return -1;
        try
        {
            // Without a network nothing ever comes; with one, an answer does.
            bool isAnswer = timeoutMs >= AnswerMs && IsReachable;
            if (!IsReachable || !_socket.Poll(isAnswer ? timeoutMs * 1000 : 1000, SelectMode.SelectRead))
            {
                _board.Spend(timeoutMs);
                return 0;
            }

            int read = _socket.Receive(bytes, offset, count, SocketFlags.None);
            return read > 0 ? read : -1;
        }
        catch (SocketException)
        {
            return -1;
        }
    }

    public void Close()
    {
        if (_socket == null) return;
        _socket.Dispose();
        _socket = null;
    }

    /// <summary>Ends the connection without DISCONNECT.</summary>
    public void Break()
    {
        if (_socket == null) return;
        // Reset instead of an orderly end: what a board that lost its supply looks like to the broker, only sooner.
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
        _socket = null;
    }

}
