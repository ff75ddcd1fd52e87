using System.Globalization;
using System.IO.Compression;
using System.Text;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

/// <summary>Servers and proxies with unusual answers to transfers: a task never succeeds with bytes that are not the file's.</summary>
public sealed class OddServerTests : IDisposable
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 60).Select(i => $"{i:D4} ")));
    private readonly KindRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_connection_that_is_cut_at_any_byte_never_ends_in_other_content()
    {
        int cut = 0, answers = 0;
        await using var server = new TinyHttpServer(async (call, stream) =>
        {
            byte[] answer = RangeAnswer(call);
            answers++;
            await stream.WriteAsync(answer.AsMemory(0, Math.Min(cut, answer.Length)));
        });
        int whole = RangeAnswer(new HttpCall("GET", "/f", new Dictionary<string, string>(), [])).Length;
        for (cut = 1; cut < whole + 3; cut += 7)
        {
            RunOutcome outcome = await DownloadAsync(server);
            if (outcome.Error is null) Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
            else Assert.Equal(ErrorCategory.Network, outcome.Error.Category);
            if (outcome.Error is null) File.Delete(Target);
        }

        cut = int.MaxValue;
        Assert.Null((await DownloadAsync(server)).Error);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.True(answers > 10);
    }

    [Fact]
    public async Task A_chunked_answer_that_breaks_off_is_no_success()
    {
        await using var server = new TinyHttpServer(async (_, stream) =>
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")));
        Assert.Equal(ErrorCategory.Network, (await DownloadAsync(server)).Error!.Category);
        Assert.False(File.Exists(Target));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br", true)]
    [InlineData("identity", false)]
    public async Task Content_that_a_proxy_encoded_unasked_is_not_taken_for_the_file(string encoding, bool isRefused)
    {
        byte[] body = isRefused ? Zipped() : Content;
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(
            TinyHttpServer.Answer("200 OK", $"ETag: \"v1\"\r\nContent-Encoding: {encoding}\r\n", body)));
        RunOutcome outcome = await DownloadAsync(server);
        Assert.Equal("identity", server.Calls[0].Headers["Accept-Encoding"]);
        if (isRefused) Assert.Contains($"encoded ({encoding})", outcome.Error!.Message, StringComparison.Ordinal);
        else Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.Equal(!isRefused, File.Exists(Target));
    }

    [Fact]
    public async Task A_range_of_the_encoded_form_is_not_appended_to_the_plain_one()
    {
        await using var server = new TinyHttpServer(async (call, stream) => await stream.WriteAsync(call.Headers.ContainsKey("Range")
            ? TinyHttpServer.Answer("206 Partial Content", $"ETag: \"v1\"\r\nContent-Encoding: gzip\r\nContent-Range: bytes 100-{Content.Length - 1}/{Content.Length}\r\n", Content[100..])
            : TinyHttpServer.Answer("200 OK", "ETag: \"v1\"\r\n", Content[..100], Content.Length)));
        Assert.NotNull((await DownloadAsync(server)).Error);
        Assert.Contains("encoded (gzip)", (await DownloadAsync(server)).Error!.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Theory]
    [InlineData("201 Created")]
    [InlineData("202 Accepted")]
    [InlineData("204 No Content")]
    [InlineData("205 Reset Content")]
    [InlineData("206 Partial Content")] // to a request without a range
    [InlineData("207 Multi-Status")]
    [InlineData("300 Multiple Choices")]
    [InlineData("304 Not Modified")]
    [InlineData("302 Found")] // without Location
    public async Task An_answer_that_is_no_file_is_no_download(string status)
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer(status)));
        Assert.NotNull((await DownloadAsync(server)).Error);
        Assert.False(File.Exists(Target));
    }

    [Theory]
    [InlineData("200 OK", true)]
    [InlineData("201 Created", true)]
    [InlineData("202 Accepted", true)]
    [InlineData("204 No Content", true)]
    [InlineData("206 Partial Content", false)]
    [InlineData("207 Multi-Status", false)]
    [InlineData("300 Multiple Choices", false)]
    [InlineData("304 Not Modified", false)]
    [InlineData("302 Found", false)]
    [InlineData("401 Unauthorized", false)]
    [InlineData("417 Expectation Failed", false)]
    [InlineData("507 Insufficient Storage", false)]
    public async Task An_upload_succeeds_and_deletes_only_when_the_server_says_that_it_has_the_whole_file(string status, bool isSuccess)
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer(status)));
        _rig.Write("data/transfer/log", "precious");
        RunOutcome outcome = await UploadAsync(server);
        Assert.Equal(isSuccess, outcome.Succeeded);
        Assert.Equal(!isSuccess, File.Exists($"{_rig.Folder}/data/transfer/log"));
    }

    [Fact]
    public async Task An_upload_whose_server_says_continue_first_is_one_upload()
    {
        await using var server = new TinyHttpServer(async (_, stream) =>
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
            await stream.WriteAsync("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"u8.ToArray());
            await stream.WriteAsync(TinyHttpServer.Answer("201 Created"));
        });
        _rig.Write("data/transfer/log", "precious");
        Assert.True((await UploadAsync(server)).Succeeded);
        Assert.Equal("precious", Encoding.ASCII.GetString(Assert.Single(server.Calls).Body));
    }

    [Theory]
    [InlineData("//evil.example/f")]
    [InlineData("http:\\\\evil.example\\f")]
    [InlineData("https://evil.example/f")]
    [InlineData("http://127.0.0.1.evil.example/f")]
    [InlineData("http://127.0.0.1%2f@evil.example/f")]
    [InlineData("http://evil.example%23@127.0.0.1/f")]
    [InlineData("http://[::ffff:7f00:1]/f")]
    [InlineData("http://0177.0.0.2/f")]
    [InlineData("http://localhost/f")]
    [InlineData("http://127.0.0.1:1/f")] // the same host, another port
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/plain,x")]
    [InlineData("unix:/run/docker.sock")]
    [InlineData("http://")]
    public async Task A_redirect_in_whatever_disguise_leads_nowhere_but_to_an_allowed_host(string location)
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("307 Temporary Redirect", $"Location: {location}\r\n")));
        var options = new ExecutionOptions { HttpHosts = [new Uri(server.Url("/")).Authority] };
        RunOutcome outcome = await _rig.RunAsync(new DownloadWorker(options, $"{_rig.Folder}/data/transfer", TimeProvider.System), "http_download", $$"""{"url":"{{server.Url("/f")}}"}""");
        Assert.NotNull(outcome.Error);
        Assert.NotEqual(ErrorCategory.Network, outcome.Error.Category);
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData("99999999999999")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("2147483647")]
    public async Task A_wish_for_a_retry_in_a_lifetime_is_no_reason_to_wait_that_long(string wish)
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer("503 Service Unavailable", $"Retry-After: {wish}\r\n")));
        RunOutcome outcome = await DownloadAsync(server);
        Assert.Equal(ErrorCategory.ServerError, outcome.Error!.Category);
        var delay = RetryPolicy.Next(ExecRig.Spec("{}", kind: "http_download"), 1, outcome.Error.Category, outcome.RetryAfter, TaskPolicy.Default);
        Assert.InRange(delay!.Value, TimeSpan.FromSeconds(1), TaskPolicy.Default.BackoffCap);
    }

    private string Target => $"{_rig.Folder}/data/transfer/f";

    private static byte[] RangeAnswer(HttpCall call)
    {
        if (!call.Headers.TryGetValue("Range", out string? range)) return TinyHttpServer.Answer("200 OK", "ETag: \"v1\"\r\n", Content);
        int from = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        return from >= Content.Length
            ? TinyHttpServer.Answer("416 Range Not Satisfiable", $"Content-Range: bytes */{Content.Length}\r\n")
            : TinyHttpServer.Answer("206 Partial Content", $"ETag: \"v1\"\r\nContent-Range: bytes {from}-{Content.Length - 1}/{Content.Length}\r\n", Content[from..]);
    }

    private static byte[] Zipped()
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(Content);
        return memory.ToArray();
    }

    private Task<RunOutcome> DownloadAsync(TinyHttpServer server) => _rig.RunAsync(
        new DownloadWorker(new ExecutionOptions(), $"{_rig.Folder}/data/transfer", TimeProvider.System), "http_download", $$"""{"url":"{{server.Url("/f")}}"}""");

    private Task<RunOutcome> UploadAsync(TinyHttpServer server) => _rig.RunAsync(
        new UploadWorker(new ExecutionOptions(), $"{_rig.Folder}/data/transfer", TimeProvider.System), "http_upload", $$"""{"url":"{{server.Url("/in")}}","path":"log","delete_after":true}""");
}
