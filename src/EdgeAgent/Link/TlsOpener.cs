using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Link;

internal static class TlsOpener
{
    public static SslStream Open(Stream inner, TlsSettings options, string host)
    {
        var expected = options.ExpectedHostName ?? host;
        string? fault = null;
        var tls = new SslStream(inner, leaveInnerStreamOpen: false);
        try
        {
            tls.AuthenticateAsClient(new SslClientAuthenticationOptions
            {
                TargetHost = expected,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateChainPolicy = Policy(options),
                ClientCertificateContext = ClientContext(options),
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    fault = CertificateCheck.Fault(certificate as X509Certificate2, chain, errors, expected);
                    return fault is null;
                },
            });
            return tls;
        }
        catch (AuthenticationException) when (fault is not null)
        {
            tls.Dispose();
            throw new CertificateRejectedException(fault);
        }
        catch
        {
            tls.Dispose();
            throw;
        }
    }

    private static X509ChainPolicy Policy(TlsSettings options)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            // A device may reach only its broker, so intermediate certificates must come from the broker.
            DisableCertificateDownloads = true,
        };
        if (options.TrustedRoots is { } roots)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }
        return policy;
    }

    private static SslStreamCertificateContext? ClientContext(TlsSettings options)
    {
        if (options.ClientCertificate is { } certificate) return SslStreamCertificateContext.Create(certificate, null, offline: true);
        return null;
    }
}
