using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace EdgeAgent.Workers;

/// <summary>
/// Sends a request and follows redirects. Each hop must be an allowed host. The document's headers and token are sent only to the first
/// origin (scheme, host and port). A redirect from https to http is refused.
/// </summary>
internal sealed class HttpExchange(HttpArgs args, SilenceTimer silence)
{
    private const int MostRedirects = 10;

    /// <param name="make">Creates the request for each hop, without the document's headers.</param>
    /// <exception cref="TaskFailure">A redirect is not allowed.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<Uri, HttpRequestMessage> make)
    {
        string? token = Token();
        Uri url = args.Url;
        for (int hop = 0; ; hop++)
        {
            using HttpRequestMessage request = make(url);
            if (Origin(url) == Origin(args.Url)) AddOwnHeaders(request, token);
            HttpResponseMessage response = await silence.StepAsync(t => Http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, t));
            if (!IsRedirect(response)) return response;
            using (response) url = Next(url, request.Method, response, hop);
        }
    }

    private static string Origin(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.StrongPort, UriFormat.UriEscaped);

    private static bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    private Uri Next(Uri from, HttpMethod method, HttpResponseMessage response, int hop)
    {
        if (!Uri.TryCreate(from, response.Headers.Location, out Uri? to)) throw Refused(response, "the address is not valid");
        if (hop == MostRedirects) throw Refused(response, $"after {MostRedirects} redirects");
        if (args.Hosts.Refusal(to) is { } refusal) throw Refused(response, refusal);
        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps) throw Refused(response, "from https to http");

        // After these redirects a client sends a GET without the body. The answer would look like a success, but nothing would be stored.
        bool dropsBody = response.StatusCode == HttpStatusCode.SeeOther
            || (method == HttpMethod.Post && response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found);
        if (method != HttpMethod.Get && dropsBody) throw Refused(response, "the body would not be sent again");
        return to;
    }

    private static TaskFailure Refused(HttpResponseMessage response, string why) => new(
        ErrorCategory.ClientError, $"the server redirects ({(int)response.StatusCode}) to {response.Headers.Location}, which is not followed: {why}");

    private void AddOwnHeaders(HttpRequestMessage request, string? token)
    {
        foreach ((string name, string value) in args.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private string? Token()
    {
        if (args.TokenFile is null) return null;
        const int longest = 16 * 1024;
        using FileStream file = args.Readable.OpenRead(args.TokenFile, out _);
        byte[] bytes = new byte[longest];
        int length = file.ReadAtLeast(bytes, longest, throwOnEndOfStream: false);
        string token = Encoding.UTF8.GetString(bytes, 0, length).Split('\n')[0].Trim();
        if (token.Length > 0 && !token.Any(char.IsControl)) return token;
        throw new TaskFailure(ErrorCategory.ClientError, $"{args.TokenFile}: its first line is no token");
    }
}
