using EdgeAgent.Contract;
using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>Arguments that all HTTP kinds share.</summary>
/// <param name="Hosts">Hosts to which a redirect may lead.</param>
/// <param name="Readable">Folders in which <paramref name="TokenFile"/> may be.</param>
/// <param name="TokenFile">File whose first line is sent as bearer token, so that documents contain no secret; null for none.</param>
/// <param name="BytesPerSecond">Highest rate, bytes per second; null: no limit.</param>
internal sealed record HttpArgs(
    Uri Url, AllowedHosts Hosts, IReadOnlyDictionary<string, string> Headers, AllowedFolders Readable, string? TokenFile, double? BytesPerSecond)
{
    // The transfer or the connection sets these headers, so a document must not.
    private static readonly string[] Reserved =
    [
        "range", "if-range", "host", "content-length", "content-range", "content-encoding", "transfer-encoding", "content-type", "connection",
        "keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer", "upgrade", "expect",
    ];

    public static HttpArgs? Read(TaskArgs args, ExecutionOptions options, AllowedFolders readable)
    {
        string? text = args.Text("url", required: true);
        var hosts = new AllowedHosts(options.HttpHosts);
        Uri? url = null;
        if (text is not null && (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https")))
        {
            args.Fail("url", $"must be an http or https address, not '{text}'");
        }
        else if (url is not null && hosts.Refusal(url) is { } refusal)
        {
            args.Fail("url", refusal);
        }

        IReadOnlyDictionary<string, string> headers = ReadHeaders(args);
        string? tokenFile = args.Text("token_file");
        if (tokenFile is not null && readable.Refusal(tokenFile) is { } bad) args.Fail("token_file", bad);
        double rate = args.Number("rate_kib_s", 0, 1, 10_000_000, "KiB/s");
        if (args.Error is not null) return null;
        return new HttpArgs(url!, hosts, headers, readable, tokenFile, rate > 0 ? rate * 1024 : null);
    }

    private static IReadOnlyDictionary<string, string> ReadHeaders(TaskArgs args)
    {
        IReadOnlyDictionary<string, string> headers = args.TextMap("headers");
        foreach ((string name, string value) in headers)
        {
            bool isGood = name.Length > 0 && !value.Any(char.IsControl) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
            if (Reserved.Contains(name.ToLowerInvariant())) args.Fail($"headers.{name}", "is set by the transfer itself");
            else if (!isGood) args.Fail($"headers.{name}", "is no valid header");
        }

        return headers;
    }
}
