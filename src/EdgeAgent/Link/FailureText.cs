using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;

namespace EdgeAgent.Link;

/// <summary>One line for the operator: what failed, and for which host.</summary>
internal static class FailureText
{
    // TLS alerts of brokers (RFC 8446, 6.2) in the words of OpenSSL, and their meaning here.
    private static readonly (string Alert, string Meaning)[] Alerts =
    [
        ("certificate required", "the broker requires a client certificate and none was sent"),
        ("alert unknown ca", "the broker does not trust the issuer of this device's client certificate"),
        ("certificate unknown", "the broker does not accept this device's client certificate"),
        ("bad certificate", "the broker does not accept this device's client certificate"),
        ("certificate expired", "the broker reports that this device's client certificate has expired"),
        ("certificate revoked", "the broker reports that this device's client certificate was revoked"),
        ("handshake failure", "the broker finds no common cipher, or requires a client certificate"),
        ("protocol version", "the broker supports no TLS version that this device accepts"),
        ("unrecognized name", "the broker does not know the requested host name"),
        ("wrong version number", "the port does not speak TLS"),
        ("unexpected eof", "closed during the TLS handshake"),
    ];

    /// <param name="stage">The step that failed, such as "connecting to".</param>
    public static string Describe(Exception failure, BrokerEndpoint endpoint, string stage)
    {
        var chain = Chain(failure).ToArray();
        if (chain.OfType<CertificateRejectedException>().FirstOrDefault() is { } rejected) return $"TLS to {endpoint}: {rejected.Message}";
        var text = string.Join("; ", chain.Select(e => e.Message));
        foreach (var (alert, meaning) in Alerts)
        {
            if (text.Contains(alert, StringComparison.OrdinalIgnoreCase)) return $"TLS to {endpoint}: {meaning}";
        }

        var deepest = chain.OfType<SocketException>().FirstOrDefault();
        return deepest?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"host name '{endpoint.Host}' cannot be resolved: {deepest.Message}",
            SocketError.ConnectionRefused => $"{endpoint} refuses connections: is the broker running?",
            null when chain.Any(e => e is AuthenticationException) => $"TLS to {endpoint}: {text}",
            null => $"{stage} {endpoint} failed: {failure.Message}",
            _ => $"{stage} {endpoint} failed: {new Win32Exception(deepest.NativeErrorCode).Message}",
        };
    }

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (; e is not null; e = e.InnerException) yield return e;
    }
}
