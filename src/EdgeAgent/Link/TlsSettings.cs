using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Link;

/// <summary>TLS (1.2 or later). The host name is checked and sent as SNI in any case.</summary>
internal sealed class TlsSettings
{
    /// <summary>Trust these roots only; null for the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>Shown when the broker asks for it; has its private key.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>Name to expect in the certificate when it is not the host that we connect to.</summary>
    public string? ExpectedHostName { get; set; }
}
