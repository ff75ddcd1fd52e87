using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace EdgeAgent.Execution;

/// <summary>
/// The hosts of <c>Tasks:HttpHosts</c>: names or addresses, each with a port (<c>files.example.org:8443</c>) or for any port. Addresses are
/// compared in canonical form, so <c>2130706433</c> and <c>127.0.0.1</c> are the same.
/// </summary>
internal sealed partial class AllowedHosts(IReadOnlyList<string> entries)
{
    private readonly HashSet<string> _hosts = [.. entries.Select(Normal).OfType<string>()];

    /// <summary>Whether an entry of the configuration is a host, with or without a port.</summary>
    public static bool IsHost(string entry) => Normal(entry) is not null;

    /// <summary>Null when a transfer to this address is allowed, else the reason. An empty list allows every host.</summary>
    public string? Refusal(Uri url)
    {
        if (url.Scheme is not ("http" or "https")) return $"must be an http or https address, not '{url}'";
        if (url.UserInfo.Length > 0) return "must hold no user name or password: use token_file";
        string host = url.IdnHost;
        string hostAndPort = string.Create(null, $"{host} {url.Port}");
        if (entries.Count == 0 || _hosts.Contains(host) || _hosts.Contains(hostAndPort)) return null;
        return $"host '{url.Host}' is not in Tasks:HttpHosts ({string.Join(", ", entries)})";
    }

    // "host" means any port, "host port" one port; a host contains no space, so the two forms differ.
    private static string? Normal(string entry)
    {
        bool isBareAddress = IPAddress.TryParse(entry, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6 && entry[0] != '[';
        string host = isBareAddress ? $"[{entry}]" : entry;
        if (host.Any(c => c is '/' or '@' or '?' or '#' or '\\' or ' ') || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out Uri? url) || url.IdnHost.Length == 0) return null;
        bool hasPort = PortAtEnd().IsMatch(host);
        if (hasPort) return string.Create(null, $"{url.IdnHost} {url.Port}");
        return url.IdnHost;
    }

    [GeneratedRegex(@"(^[^:]+|\]):[0-9]+$")]
    private static partial Regex PortAtEnd();
}
