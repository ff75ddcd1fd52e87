using System.IO;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace System.Net
{
    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public class IPAddress
    {
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public abstract class EndPoint
    {
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public class IPEndPoint : EndPoint
    {
        public IPEndPoint(IPAddress address, int port) => throw new NotSupportedException();
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public class IPHostEntry
    {
        public IPAddress[] AddressList => throw new NotSupportedException();
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public static class Dns
    {
        public static IPHostEntry GetHostEntry(string hostNameOrAddress) => throw new NotSupportedException();
    }
}

namespace System.Net.Sockets
{
    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public enum AddressFamily
    {
        InterNetwork = 2,
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public enum SocketType
    {
        Stream = 1,
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public enum ProtocolType
    {
        Tcp = 6,
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public class Socket
    {
        public Socket(AddressFamily addressFamily, SocketType socketType, ProtocolType protocolType) => throw new NotSupportedException();

        public void Connect(EndPoint remoteEP) => throw new NotSupportedException();

        public void Close() => throw new NotSupportedException();
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public class NetworkStream : Stream
    {
        public NetworkStream(Socket socket) => throw new NotSupportedException();

        public virtual bool DataAvailable => throw new NotSupportedException();
    }
}

namespace System.Net.Security
{
    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public class SslStream : NetworkStream
    {
        public SslStream(Socket socket)
            : base(socket)
        {
        }

        public SslVerification SslVerification { get; set; }

        public void AuthenticateAsClient(string targetHost, X509Certificate clientCertificate, X509Certificate ca, SslProtocols enabledSslProtocols) => throw new NotSupportedException();
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public enum SslVerification
    {
        NoVerification = 1,
        CertificateRequired = 4,
    }

    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public enum SslProtocols
    {
        None = 0,
        Tls12 = 0x40,
    }
}

namespace System.Security.Cryptography.X509Certificates
{
    /// <summary>Package nanoFramework.System.Net 1.11.</summary>
    public class X509Certificate
    {
        public X509Certificate(string certificate) => throw new NotSupportedException();
    }
}
