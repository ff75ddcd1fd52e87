using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAgent.Native;
using EdgeAgent.Options;

namespace EdgeAgent.Link;

/// <summary>
/// Makes the session's options from the configuration; shared by the service and the commands. Password and certificates are read at each
/// attempt, so that a corrected or rotated file takes effect without a restart.
/// </summary>
internal static class ClientSettings
{
    /// <exception cref="InvalidDataException">A file has wrong content; the message names it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SessionOptions From(MqttOptions options, string clientId)
    {
        ReadSecrets(options, new AttemptSettings { Host = options.Host, Port = options.Port, KeepAlive = options.KeepAlive });
        return new SessionOptions
        {
            Host = options.Host,
            Port = options.Port,
            Protocol = options.Protocol,
            WebSocketPath = options.WebSocketPath,
            ClientId = clientId,
            KeepAlive = options.KeepAlive,
            SessionExpirySeconds = (uint)options.SessionExpiry.TotalSeconds,
            OnConnecting = attempt => ReadSecrets(options, attempt),
        };
    }

    /// <inheritdoc cref="From"/>
    public static void ReadSecrets(MqttOptions options, AttemptSettings attempt)
    {
        attempt.UserName = options.Username;
        if (options.PasswordFile is { } file) attempt.Password = Encoding.UTF8.GetBytes(SmallFile.ReadText(file).TrimEnd('\r', '\n'));
        else attempt.Password = null;
        if (options.Tls) attempt.Tls = Tls(options);
        else attempt.Tls = null;
    }

    private static TlsSettings Tls(MqttOptions options)
    {
        var tls = new TlsSettings();
        if (options.CaFile is { } ca) tls.TrustedRoots = Guarded(ca, () => Roots(ca));
        if (options.CertificateFile is { } certificate && options.KeyFile is { } key)
        {
            tls.ClientCertificate = Guarded(certificate, () => Own(certificate, key));
        }

        return tls;
    }

    // Both files are read here, so that an error names the right one, and a FIFO or device does not block the session.
    private static X509Certificate2 Own(string certificate, string key)
    {
        string pem = Guarded(key, () => SmallFile.ReadText(key));
        return X509Certificate2.CreateFromPem(SmallFile.ReadText(certificate), pem);
    }

    private static X509Certificate2Collection Roots(string file)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        if (roots.Count > 0) return roots;
        throw new InvalidDataException("contains no certificate");
    }

    private static T Guarded<T>(string file, Func<T> read)
    {
        try
        {
            SmallFile.Check(file);
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or InvalidDataException)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }
    }
}
