using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Link;

/// <summary>Settings of TLS (1.2 or later). The host name is always checked and sent as SNI.</summary>
internal sealed class TlsSettings
{
    /// <summary>The only trusted roots; null for the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>Client certificate with its private key, sent when the broker asks for it; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>Name that the certificate must contain; null for the host of the connection.</summary>
    public string? ExpectedHostName { get; set; }
}
