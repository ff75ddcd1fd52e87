using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAgent.Mqtt;
using EdgeAgent.Options;

namespace EdgeAgent.Link;

/// <summary>From our options to those of the MQTT client; shared by the service and the commands. Secrets are read from their files here.</summary>
internal static class ClientSettings
{
    /// <exception cref="InvalidDataException">A file is not what it should be; the message names it.</exception>
    public static MqttClientOptions From(MqttOptions options, string clientId) => new()
    {
        Host = options.Host,
        Port = options.Port,
        Protocol = options.Protocol switch
        {
            ProtocolChoice.Auto => MqttProtocol.Auto,
            ProtocolChoice.V5 => MqttProtocol.V5,
            ProtocolChoice.V311 => MqttProtocol.V311,
        },
        WebSocketPath = options.WebSocketPath,
        Tls = options.Tls ? Tls(options) : null,
        ClientId = clientId,
        UserName = options.Username,
        Password = options.PasswordFile is { } file ? Encoding.UTF8.GetBytes(File.ReadAllText(file).TrimEnd('\r', '\n')) : null,
        KeepAlive = options.KeepAlive,
        SessionExpirySeconds = (uint)options.SessionExpiry.TotalSeconds,
    };

    private static MqttTlsOptions Tls(MqttOptions options)
    {
        var tls = new MqttTlsOptions();
        if (options.CaFile is { } ca) tls.TrustedRoots = Guarded(ca, () => Roots(ca));
        if (options.CertificateFile is { } certificate && options.KeyFile is { } key)
            tls.ClientCertificate = Guarded(certificate, () => X509Certificate2.CreateFromPemFile(certificate, key));
        return tls;
    }

    private static X509Certificate2Collection Roots(string file)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots.Count > 0 ? roots : throw new InvalidDataException("holds no certificate");
    }

    private static T Guarded<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or InvalidDataException)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }
    }
}
