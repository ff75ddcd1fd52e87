using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Link;

/// <summary>Turns the result of the TLS layer's check into one sentence.</summary>
internal static class CertificateCheck
{
    /// <returns>Null when the certificate is good.</returns>
    public static string? Fault(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string host)
    {
        if (errors == SslPolicyErrors.None) return null;
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return $"the broker sent no certificate for {host}";
        }

        var faults = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) faults.Add(Mismatch(certificate, host));
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            faults.AddRange((chain?.ChainStatus ?? []).Select(s => Text(s, certificate)).Distinct());
        }

        return $"certificate of {host} rejected: {string.Join("; ", faults)}";
    }

    // An address matches IP entries only (RFC 9110, 4.3.5), even when a DNS entry has the same text.
    private static string Mismatch(X509Certificate2 certificate, string host)
    {
        string mismatch = $"name mismatch: the certificate is for {Names(certificate)}, not for {host}";
        if (IPAddress.TryParse(host, out _) && DnsNames(certificate).Contains(host))
        {
            return $"the certificate names {host} as a DNS name and has no IP entry for {host}; it needs the alternative name IP:{host}";
        }

        return mismatch;
    }

    private static string Text(X509ChainStatus status, X509Certificate2 certificate) => status.Status switch
    {
        X509ChainStatusFlags.NotTimeValid => Validity(certificate),
        X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => $"unknown issuer: '{certificate.Issuer}' is not trusted",
        X509ChainStatusFlags.Revoked => "revoked",
        X509ChainStatusFlags.NotSignatureValid => "the signature is wrong",
        X509ChainStatusFlags.NotValidForUsage => "not meant for a TLS server",
        _ => $"{status.Status}: {status.StatusInformation.Trim()}",
    };

    private static string Validity(X509Certificate2 certificate) =>
        $"expired or not yet valid: valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC by this device's clock";

    private static string Names(X509Certificate2 certificate)
    {
        var addresses = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateIPAddresses()).Select(a => a.ToString());
        string[] names = [.. DnsNames(certificate), .. addresses];
        if (names.Length > 0) return string.Join(", ", names);
        return $"'{certificate.Subject}', without alternative names";
    }

    private static IEnumerable<string> DnsNames(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames());
}
