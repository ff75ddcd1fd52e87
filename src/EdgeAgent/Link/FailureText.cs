using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;

namespace EdgeAgent.Link;

/// <summary>One line for the operator: what failed, and for which host.</summary>
internal static class FailureText
{
    // What brokers say in TLS alerts (RFC 8446, 6.2), in the words of OpenSSL, and what it means for us.
    private static readonly (string Alert, string Meaning)[] Alerts =
    [
        ("certificate required", "the broker wants a client certificate and none was shown"),
        ("alert unknown ca", "the broker does not trust the issuer of our client certificate"),
        ("certificate unknown", "the broker does not accept our client certificate"),
        ("bad certificate", "the broker does not accept our client certificate"),
        ("certificate expired", "the broker says that our client certificate has expired"),
        ("certificate revoked", "the broker says that our client certificate was revoked"),
        ("handshake failure", "the broker finds no common cipher, or wants a client certificate"),
        ("protocol version", "the broker speaks no TLS version that we take"),
        ("unrecognized name", "the broker does not know the host name that we asked for"),
        ("wrong version number", "the port does not speak TLS"),
        ("unexpected eof", "closed during the TLS handshake"),
    ];

    /// <param name="stage">What was being done, such as "connecting to".</param>
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
