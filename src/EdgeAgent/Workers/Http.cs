using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace EdgeAgent.Workers;

/// <summary>One connection pool for all HTTP kinds, and what answers mean.</summary>
internal static class Http
{
    // Idle connections would wake the radio for keep-alives; ten seconds are enough for redirects and retries.
    private static readonly Lazy<HttpClient> Shared = new(() => new HttpClient(new SocketsHttpHandler
    {
        UseCookies = false,
        // HttpExchange follows them, and checks each.
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        ConnectTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 64,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    public static HttpClient Client => Shared.Value;

    /// <summary>401 and 407 are a matter of credentials, 408 of time; 425 and 429 pass, so they count as the server's.</summary>
    public static ErrorCategory Category(HttpStatusCode status) => (int)status switch
    {
        401 or 407 => ErrorCategory.Authentication,
        408 or 504 => ErrorCategory.Timeout,
        425 or 429 => ErrorCategory.ServerError,
        >= 400 and < 500 => ErrorCategory.ClientError,
        >= 500 or (>= 200 and < 300) => ErrorCategory.ServerError, // a success where it means nothing
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
        // Relative to the server's clock where it sends one: ours may be years off.
        if (header?.Date is { } date && date - (response.Headers.Date ?? now) is { } span && span > TimeSpan.Zero) return span;
        return null;
    }
}
