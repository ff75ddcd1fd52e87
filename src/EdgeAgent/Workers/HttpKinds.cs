using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>What every HTTP kind has: where to, with which headers, how fast.</summary>
/// <param name="TokenFile">Its first line is sent as bearer token: secrets stand in files, not in documents.</param>
internal sealed record HttpArgs(Uri Url, IReadOnlyDictionary<string, string> Headers, string? TokenFile, double? BytesPerSecond)
{
    // These belong to the transfer itself; a document that sets them would break it.
    private static readonly string[] Reserved = ["range", "if-range", "host", "content-length", "transfer-encoding", "connection", "content-type"];

    public static HttpArgs? Read(TaskArgs args, ExecutionOptions options, AllowedFolders readable)
    {
        string? text = args.Text("url", required: true);
        Uri? url = null;
        if (text is not null && (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https")))
        {
            args.Fail("url", $"must be an http or https address, not '{text}'");
        }
        else if (url is not null && options.HttpHosts.Count > 0 && !options.HttpHosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase))
        {
            args.Fail("url", $"host '{url.Host}' is not in Tasks:HttpHosts ({string.Join(", ", options.HttpHosts)})");
        }

        IReadOnlyDictionary<string, string> headers = args.TextMap("headers");
        foreach ((string name, string value) in headers)
        {
            if (Reserved.Contains(name.ToLowerInvariant())) args.Fail($"headers.{name}", "is set by the transfer itself");
            else if (name.Length == 0 || value.Any(char.IsControl) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) args.Fail($"headers.{name}", "is no valid header");
        }

        string? tokenFile = args.Text("token_file");
        if (tokenFile is not null && readable.Refusal(tokenFile) is { } refusal) args.Fail("token_file", refusal);
        double rate = args.Number("rate_kib_s", 0, 1, 10_000_000, "KiB/s");
        return args.Error is null ? new HttpArgs(url!, headers, tokenFile, rate > 0 ? rate * 1024 : null) : null;
    }

    public HttpRequestMessage Request(HttpMethod method)
    {
        var request = new HttpRequestMessage(method, Url);
        foreach ((string name, string value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (TokenFile is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadLines(TokenFile).FirstOrDefault()?.Trim());
        return request;
    }
}

/// <summary>One connection pool for all HTTP kinds, and what answers mean.</summary>
internal static class Http
{
    // Idle connections would wake the radio for keep-alives; ten seconds are enough for redirects and retries.
    private static readonly Lazy<HttpClient> Shared = new(() => new HttpClient(new SocketsHttpHandler
    {
        UseCookies = false,
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
        >= 500 => ErrorCategory.ServerError,
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
        // Relative to the server's own clock where it tells it: ours may be years off.
        return header?.Date is { } date && date - (response.Headers.Date ?? now) is { } span && span > TimeSpan.Zero ? span : null;
    }
}

/// <summary>Ends a transfer in which nothing moves for a while; stands still while the task is paused.</summary>
internal sealed class SilenceTimer : IDisposable
{
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _stop;

    public SilenceTimer(RunContext run, double seconds)
    {
        _limit = TimeSpan.FromSeconds(seconds);
        _stop = run.Stop;
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, run.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, run.Stop);
    }

    /// <summary>Runs one step of the transfer within the limit.</summary>
    /// <exception cref="TimeoutException">The step took too long.</exception>
    public async Task<T> StepAsync<T>(Func<CancellationToken, Task<T>> step)
    {
        Restart();
        try
        {
            return await step(_either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"the server was silent for {_limit.TotalSeconds} s"));
        }
        finally
        {
            Suspend();
        }
    }

    /// <summary>Time does not count: we are the ones who wait.</summary>
    public void Suspend() => _silence.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>The limit counts anew.</summary>
    public void Restart() => _silence.CancelAfter(_limit);

    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
    }
}

/// <summary>Keeps a transfer below a rate: sleeps off what went too fast.</summary>
internal sealed class Pacer(RunContext run, double? bytesPerSecond)
{
    private readonly long _since = run.Time.GetTimestamp();
    private long _bytes;

    public async Task PassAsync(int bytes)
    {
        if (bytesPerSecond is not { } rate) return;
        _bytes += bytes;
        TimeSpan ahead = TimeSpan.FromSeconds(_bytes / rate) - run.Time.GetElapsedTime(_since);
        if (ahead > TimeSpan.FromMilliseconds(50)) await Task.Delay(ahead, run.Time, run.Stop).ConfigureAwait(false);
    }
}
