using System.Net;
using System.Text;

namespace EdgeAgent.Web;

/// <summary>The head of an HTTP request (RFC 9112) from an untrusted client; fields that a static page does not need are ignored.</summary>
internal sealed record PageRequest(string Method, string Path, bool HasQuery, string Host, string? KnownTag)
{
    /// <summary>Longest head, bytes: a browser's is about 1 kB.</summary>
    public const int MaxBytes = 8 * 1024;

    /// <summary>Parses a head; null when it is not a valid request.</summary>
    public static PageRequest? Parse(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        string[] first = lines[0].Split(' ');
        if (first.Length != 3 || !first[2].StartsWith("HTTP/1.", StringComparison.Ordinal) || !first[1].StartsWith('/')) return null;
        string[] hosts = [.. Values(lines, "Host")];
        if (hosts.Length == 1)
        {
            return new PageRequest(first[0], first[1].Split('?')[0], first[1].Contains('?'), hosts[0], Values(lines, "If-None-Match").FirstOrDefault());
        }

        return null;
    }

    /// <summary>
    /// Whether the requested host belongs to this machine: an address, <c>localhost</c>, its name, its name in the local network, or a configured
    /// one. This rejects DNS rebinding, where another site's name points to this machine.
    /// </summary>
    public bool IsForUs(string machine, IReadOnlyList<string> more)
    {
        string name = HostName;
        string[] own = ["localhost", machine, $"{machine}.local", .. more];
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '[' or ']')) return false;
        return IPAddress.TryParse(name.Trim('[', ']'), out _) || own.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The host without its port.</summary>
    public string HostName
    {
        get
        {
            int colon = Host.LastIndexOf(':');
            if (colon > Host.LastIndexOf(']')) return Host[..colon];
            return Host;
        }
    }

    private static IEnumerable<string> Values(string[] lines, string field) => lines.Skip(1)
        .Where(l => l.StartsWith(field + ":", StringComparison.OrdinalIgnoreCase))
        .Select(l => l[(field.Length + 1)..].Trim());
}
