using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace EdgeAgent.Workers;

/// <summary>The HTTP client of all kinds, and the error categories of status codes.</summary>
internal static class Http
{
    // Connections are closed after ten idle seconds, which is enough for redirects and retries; longer ones would wake the radio for keep-alives.
    private static readonly Lazy<HttpClient> Shared = new(() => new HttpClient(new SocketsHttpHandler
    {
        UseCookies = false,
        // HttpExchange follows redirects and checks each one.
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        ConnectTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 64,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    public static HttpClient Client => Shared.Value;

    /// <summary>Error category of a status code. 425 and 429 count as server errors, because a retry can succeed.</summary>
    public static ErrorCategory Category(HttpStatusCode status) => (int)status switch
    {
        401 or 407 => ErrorCategory.Authentication,
        408 or 504 => ErrorCategory.Timeout,
        425 or 429 => ErrorCategory.ServerError,
        >= 400 and < 500 => ErrorCategory.ClientError,
        >= 500 or (>= 200 and < 300) => ErrorCategory.ServerError, // 2xx: a success status that the request does not allow
        _ => ErrorCategory.Other,
    };

    public static TaskFailure Failure(HttpResponseMessage response, DateTimeOffset now) => new(
        Category(response.StatusCode),
        string.Create(CultureInfo.InvariantCulture, $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}"),
        RetryAfter(response, now));

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        if (header?.Delta is { } delta) return delta;
        // The date is compared with the server's clock when the server sends its date, because the device's clock may be years off.
        if (header?.Date is { } date && date - (response.Headers.Date ?? now) is { } span && span > TimeSpan.Zero) return span;
        return null;
    }
}
