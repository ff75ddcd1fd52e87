using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

public sealed class HttpKindTests : IDisposable
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i} ")));
    private static readonly string ContentSha256 = Convert.ToHexStringLower(SHA256.HashData(Content));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edgeagent-http-");
    private ExecutionOptions _options = new();

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_download_lands_whole_in_its_place()
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("200 OK", body: Content)));

        RunOutcome outcome = await DownloadAsync(server.Url("/firmware.bin"));

        Assert.Null(outcome.Error);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Path.Combine(Data, "firmware.bin")));
        Assert.Equal($$"""{"path":"{{Data}}/firmware.bin","bytes":{{Content.Length}},"sha256":"{{ContentSha256}}"}""", ExecRig.Text(outcome));
    }

    [Fact]
    public async Task A_download_that_broke_off_goes_on_where_it_was()
    {
        const int first = 100_000;
        await using var server = new TinyHttpServer(async (call, stream) => await stream.WriteAsync(call.Headers.ContainsKey("Range")
            ? TinyHttpServer.Answer("206 Partial Content", $"ETag: \"v1\"\r\nContent-Range: bytes {first}-{Content.Length - 1}/{Content.Length}\r\n", Content[first..])
            : TinyHttpServer.Answer("200 OK", "ETag: \"v1\"\r\n", Content[..first], Content.Length)));

        RunOutcome broken = await DownloadAsync(server.Url("/f"), $$""","sha256":"{{ContentSha256}}" """);
        RunOutcome resumed = await DownloadAsync(server.Url("/f"), $$""","sha256":"{{ContentSha256}}" """);

        Assert.Equal(ErrorCategory.Network, broken.Error!.Category);
        Assert.Null(resumed.Error);
        Assert.Equal($"bytes={first}-", server.Calls[1].Headers["Range"]);
        Assert.Equal("\"v1\"", server.Calls[1].Headers["If-Range"]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Path.Combine(Data, "f")));
    }

    [Fact]
    public async Task A_download_starts_again_when_the_file_has_changed_meanwhile()
    {
        byte[] changed = [.. Content.Reverse()];
        await using var server = new TinyHttpServer(async (call, stream) => await stream.WriteAsync(call.Headers.ContainsKey("Range")
            ? TinyHttpServer.Answer("200 OK", "ETag: \"v2\"\r\n", changed)
            : TinyHttpServer.Answer("200 OK", "ETag: \"v1\"\r\n", Content[..1000], Content.Length)));

        await DownloadAsync(server.Url("/f"));
        RunOutcome outcome = await DownloadAsync(server.Url("/f"));

        Assert.Null(outcome.Error);
        Assert.Equal(changed, await File.ReadAllBytesAsync(Path.Combine(Data, "f")));
    }

    [Fact]
    public async Task A_wrong_checksum_leaves_nothing_behind()
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("200 OK", "ETag: \"v1\"\r\n", Content)));

        RunOutcome outcome = await DownloadAsync(server.Url("/f"), $$""","sha256":"{{new string('0', 64)}}" """);

        Assert.Equal(ErrorCategory.Other, outcome.Error!.Category);
        Assert.Contains(ContentSha256, outcome.Error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "f")));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "work", "download.part")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_download_that_is_too_long_is_cut_off_with_or_without_its_length_announced(bool announced)
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(announced
            ? TinyHttpServer.Answer("200 OK", body: Content)
            : [.. "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8, .. Content]));

        RunOutcome outcome = await DownloadAsync(server.Url("/f"), ""","max_mb":0.1 """);

        Assert.Equal(ErrorCategory.ClientError, outcome.Error!.Category);
        Assert.False(File.Exists(Path.Combine(Data, "f")));
    }

    [Theory]
    [InlineData("401 Unauthorized", ErrorCategory.Authentication)]
    [InlineData("404 Not Found", ErrorCategory.ClientError)]
    [InlineData("408 Request Timeout", ErrorCategory.Timeout)]
    [InlineData("429 Too Many Requests", ErrorCategory.ServerError)]
    [InlineData("500 Internal Server Error", ErrorCategory.ServerError)]
    [InlineData("503 Service Unavailable", ErrorCategory.ServerError)]
    public async Task An_answer_gives_the_error_category_and_the_wish_for_a_retry(string status, ErrorCategory category)
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer(status, "Retry-After: 120\r\n")));

        RunOutcome outcome = await DownloadAsync(server.Url("/f"));

        Assert.Equal(category, outcome.Error!.Category);
        Assert.Contains(status, outcome.Error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(120), outcome.RetryAfter);
    }

    [Fact]
    public async Task A_wish_for_a_retry_at_a_date_counts_on_the_servers_clock()
    {
        const string headers = "Date: Mon, 01 Jan 2035 00:00:00 GMT\r\nRetry-After: Mon, 01 Jan 2035 00:05:00 GMT\r\n";
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("503 Busy", headers)));

        RunOutcome outcome = await DownloadAsync(server.Url("/f"));

        Assert.Equal(TimeSpan.FromMinutes(5), outcome.RetryAfter);
    }

    [Fact]
    public async Task A_server_that_nobody_runs_is_a_network_error()
    {
        var server = new TinyHttpServer((_, _) => Task.CompletedTask);
        string url = server.Url("/f");
        await server.DisposeAsync();

        Assert.Equal(ErrorCategory.Network, (await DownloadAsync(url)).Error!.Category);
    }

    [Fact]
    public async Task A_silent_server_is_a_timeout()
    {
        _options = _options with { HttpTimeoutSeconds = 0.05 };
        var never = new TaskCompletionSource();
        await using var server = new TinyHttpServer((_, _) => never.Task);

        RunOutcome outcome = await DownloadAsync(server.Url("/f"));
        never.SetResult();

        Assert.Equal(ErrorCategory.Timeout, outcome.Error!.Category);
    }

    [Fact]
    public async Task A_paused_download_stands_still_and_then_goes_on()
    {
        var rest = new TaskCompletionSource();
        await using var server = new TinyHttpServer(async (_, stream) =>
        {
            await stream.WriteAsync(TinyHttpServer.Answer("200 OK", body: Content[..1000], length: Content.Length));
            await rest.Task;
            await stream.WriteAsync(Content.AsMemory(1000));
        });
        var probe = new RunProbe();
        IRun run = Downloader().Start(Request("http_download", $$"""{"url":"{{server.Url("/f")}}"}"""), probe);
        await probe.ReportAsync(r => r.Pct is > 0);

        run.Pause();
        rest.SetResult();
        Assert.True(await probe.FrozenAsync());
        Assert.False(File.Exists(Path.Combine(Data, "f")));
        run.Resume();

        Assert.False(await probe.FrozenAsync());
        Assert.Null((await probe.Exited).Error);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Path.Combine(Data, "f")));
    }

    [Fact]
    public async Task A_stopped_download_ends_at_once()
    {
        var never = new TaskCompletionSource();
        await using var server = new TinyHttpServer(async (_, stream) =>
        {
            await stream.WriteAsync(TinyHttpServer.Answer("200 OK", body: Content[..1000], length: Content.Length));
            await never.Task;
        });
        var probe = new RunProbe();
        IRun run = Downloader().Start(Request("http_download", $$"""{"url":"{{server.Url("/f")}}"}"""), probe);
        await probe.ReportAsync(r => r.Pct is > 0);

        run.Stop(TimeSpan.FromMinutes(10));

        Assert.False((await probe.Exited).Succeeded);
        never.SetResult();
        Assert.Equal(1, probe.Exits);
    }

    [Fact]
    public async Task An_upload_sends_the_file_with_its_key_and_token()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllBytesAsync(Path.Combine(Data, "log.bin"), Content);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "token"), "s3cret\n");
        _options = _options with { ReadFolders = [_folder.FullName] };
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("201 Created", body: "stored"u8.ToArray())));

        RunOutcome outcome = await RunAsync(
            Uploader(), "http_upload", $$"""{"url":"{{server.Url("/in")}}","path":"log.bin","token_file":"{{_folder.FullName}}/token","headers":{"X-Site":"7"},"delete_after":true}""");

        Assert.Null(outcome.Error);
        HttpCall call = Assert.Single(server.Calls);
        Assert.Equal(("PUT", "/in"), (call.Method, call.Path));
        Assert.Equal(Content, call.Body);
        Assert.Equal(("t1", "Bearer s3cret", "7"), (call.Headers["Idempotency-Key"], call.Headers["Authorization"], call.Headers["X-Site"]));
        Assert.Equal($$"""{"status":201,"bytes":{{Content.Length}},"sha256":"{{ContentSha256}}","answer":"stored"}""", ExecRig.Text(outcome));
        Assert.False(File.Exists(Path.Combine(Data, "log.bin")));
    }

    [Fact]
    public async Task A_refused_upload_keeps_the_file()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllBytesAsync(Path.Combine(Data, "log.bin"), Content);
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("507 Insufficient Storage")));

        RunOutcome outcome = await RunAsync(Uploader(), "http_upload", $$"""{"url":"{{server.Url("/in")}}","path":"log.bin","delete_after":true}""");

        Assert.Equal(ErrorCategory.ServerError, outcome.Error!.Category);
        Assert.True(File.Exists(Path.Combine(Data, "log.bin")));
    }

    [Theory]
    [InlineData("{}", "args.url: is required")]
    [InlineData("""{"url":"ftp://x/y"}""", "args.url: must be an http or https address")]
    [InlineData("""{"url":"http://other.example/f"}""", "args.url: host 'other.example' is not in Tasks:HttpHosts")]
    [InlineData("""{"url":"http://files.example/"}""", "args.path: is required")]
    [InlineData("""{"url":"http://files.example/f","path":"../../etc/passwd"}""", "args.path: must not contain '..'")]
    [InlineData("""{"url":"http://files.example/f","path":"/etc/passwd"}""", "args.path: '/etc/passwd' is outside Tasks:WriteFolders")]
    [InlineData("""{"url":"http://files.example/f","sha256":"abc"}""", "args.sha256: must be 64 hexadecimal digits")]
    [InlineData("""{"url":"http://files.example/f","max_mb":0}""", "args.max_mb: must be a number from")]
    [InlineData("""{"url":"http://files.example/f","headers":{"Range":"bytes=0-1"}}""", "args.headers.Range: is set by the transfer itself")]
    [InlineData("""{"url":"http://files.example/f","headers":{"X":"a\r\nY: b"}}""", "args.headers.X: is no valid header")]
    [InlineData("""{"url":"http://files.example/f","token_file":"/etc/shadow"}""", "args.token_file: '/etc/shadow' is outside Tasks:ReadFolders")]
    public void Wrong_arguments_of_a_download_are_refused_with_the_name_of_the_field(string args, string message)
    {
        _options = _options with { HttpHosts = ["files.example"] };

        Assert.StartsWith(message, Downloader().Validate(ExecRig.Spec(args, kind: "http_download")).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"url":"http://files.example/f"}""", "args.path: is required")]
    [InlineData("""{"url":"http://files.example/f","path":"/etc/shadow"}""", "args.path: '/etc/shadow' is outside Tasks:ReadFolders")]
    [InlineData("""{"url":"http://files.example/f","path":"a","method":"DELETE"}""", "args.method: must be PUT or POST")]
    public void Wrong_arguments_of_an_upload_are_refused_with_the_name_of_the_field(string args, string message) =>
        Assert.StartsWith(message, Uploader().Validate(ExecRig.Spec(args, kind: "http_upload")).Fault, StringComparison.Ordinal);

    private DownloadWorker Downloader() => new(_options, Data, TimeProvider.System);

    private UploadWorker Uploader() => new(_options, Data, TimeProvider.System);

    private Task<RunOutcome> DownloadAsync(string url, string more = "") => RunAsync(Downloader(), "http_download", $$"""{"url":"{{url}}"{{more}}}""");

    private async Task<RunOutcome> RunAsync(ITaskWorker worker, string kind, string args)
    {
        Assert.Null(worker.Validate(ExecRig.Spec(args, kind: kind)).Fault);
        var probe = new RunProbe();
        worker.Start(Request(kind, args), probe);
        return await probe.Exited;
    }

    private RunRequest Request(string kind, string args) =>
        new(ExecRig.Spec(args, kind: kind), 1, null, ExecRig.FullLimits, Path.Combine(_folder.FullName, "work"));
}
