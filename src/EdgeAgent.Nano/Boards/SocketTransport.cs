using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using EdgeAgent.Nano.Mqtt;

namespace EdgeAgent.Nano.Boards;

/// <summary>TCP, with TLS 1.2 where the settings ask for it. The broker is checked against the authority of the settings.</summary>
public sealed class SocketTransport : ITransport
{
    private const int PollMs = 5;

    private readonly FirmwareSettings _settings;
    private Socket _socket;
    private NetworkStream _stream;

    public SocketTransport(FirmwareSettings settings)
    {
        _settings = settings;
    }

    public bool Open()
    {
        try
        {
            IPAddress address = Dns.GetHostEntry(_settings.BrokerHost).AddressList[0];
            _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _socket.Connect(new IPEndPoint(address, _settings.BrokerPort));
            _stream = _settings.Tls ? Secure() : new NetworkStream(_socket);
            return true;
        }
        catch (Exception)
        {
            Close();
            return false;
        }
    }

    public bool Write(byte[] bytes, int offset, int count)
    {
        if (_stream == null) return false;
        try
        {
            _stream.Write(bytes, offset, count);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    public int Read(byte[] bytes, int offset, int count, int timeoutMs)
    {
        if (_stream == null) return -1;
        try
        {
            for (int waited = 0; !_stream.DataAvailable; waited += PollMs)
            {
                if (waited >= timeoutMs) return 0;
                Thread.Sleep(PollMs);
            }

            int read = _stream.Read(bytes, offset, count);
            return read > 0 ? read : -1;
        }
        catch (Exception)
        {
            return -1;
        }
    }

    public void Close()
    {
        if (_stream != null) _stream.Dispose();
        else if (_socket != null) _socket.Close();
        _stream = null;
        _socket = null;
    }

    private SslStream Secure()
    {
        SslStream stream = new SslStream(_socket);
        stream.SslVerification = SslVerification.CertificateRequired;
        stream.AuthenticateAsClient(_settings.BrokerHost, null, new X509Certificate(_settings.BrokerAuthority), SslProtocols.Tls12);
        return stream;
    }
}
